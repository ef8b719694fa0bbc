"""«Esta cobrança é verdadeira?»: whoever has a code learns who receives by it, and nothing of who owes it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from adimple.domain import boleto, calendar, money
from adimple.domain.errors import Invalid, NotFound
from adimple.domain.pix import reading
from adimple.store.reads import access, link_hosts, payees
from adimple.store.reads.payees import Payee
from adimple.store.scope import Scope
from adimple.usecases import links, paper_codes
from adimple.usecases.context import Context

LINE, PIX, LINK, PAPER = "boleto", "pix", "link", "paper"
MAX_CHARS = 1_000
_LINE = re.compile(r"[0-9][0-9 .\-]*", re.ASCII)
_LINK = re.compile(r"/p/([^/?#\s]+)")


@dataclass(frozen=True, slots=True)
class Verified:
    """What the code is, and who receives by it: nobody we know, or one, or (of a shared Pix key) several.

    `told`: of a paper, what it proves. `is_undone`: it proved it, and does no more.
    """

    kind: str
    payees: tuple[Payee, ...]
    told: str = ""
    is_undone: bool = False


def verify_code(ctx: Context, text: str, of_credor: int | None = None) -> Verified:
    """Reads a linha digitável or its bar code, a Pix copia e cola, the address of a page or a paper's code.

    `of_credor`: the only one spoken of, on its own host. Changes nothing.

    Raises Invalid, with what is wrong, for what is none of them or was mistyped.
    """
    text = text.strip()
    if not text:
        raise Invalid("codigo", "Cole aqui a linha digitável do boleto, o Pix copia e cola ou o endereço que recebeu.")
    if len(text) > MAX_CHARS:
        raise Invalid("codigo", "O texto é longo demais. Cole só o código.")
    scope = access.whole_scope()  # nobody is asked who they are: the whole code is the authority
    scope = scope if of_credor is None else scope.only(of_credor)
    if paper_codes.looks_like(text):
        return _paper(scope, text)
    if _LINE.fullmatch(text):
        return Verified(LINE, tuple(payees.by_linha(scope, _line(text, ctx))))
    if text.startswith("0002"):
        return Verified(PIX, tuple(_by_pix(scope, text)))
    if found := _LINK.search(text):
        return Verified(LINK, tuple(_by_link(ctx, scope, text, found[1])))
    raise Invalid(
        "codigo",
        "Não reconhecemos este código. Um boleto tem 47 números; um Pix copia e cola começa por 000201; o endereço da "
        "página tem /p/ no meio.",
    )


def _leads_to(address: str, own_hosts: list[str]) -> bool:
    """Whether it leads here, or to an own host of the credor: a true token elsewhere is how a false page would look."""
    ours = urlsplit(settings.BASE_URL)
    bare = address if "//" in address else f"{ours.scheme}://{address}" if not address.startswith("/") else ""
    if not bare:
        return True  # the path alone, as somebody copied it
    found = urlsplit(bare)
    bases = [ours, *(urlsplit(links.base_of(host)) for host in own_hosts)]
    return (found.scheme, found.netloc.lower()) in [(base.scheme, base.netloc.lower()) for base in bases]


def _paper(scope: Scope, text: str) -> Verified:
    """Who has the code has the paper: it may say what the paper says."""
    found = paper_codes.read(text)
    if found is None:
        return Verified(PAPER, ())
    kind, row_id = found
    proven = payees.payment(scope, row_id) if kind == paper_codes.RECIBO else payees.titulo(scope, row_id)
    if proven is None:
        return Verified(PAPER, ())
    day, cents = calendar.format_date(proven.on), money.format_brl(proven.cents)
    if kind == paper_codes.RECIBO:
        told = f"Recibo de {cents}, pagos em {day}."
    else:
        told = f"Quitação de um título de {cents}, de {day}."
    return Verified(PAPER, (proven.payee,), told, not proven.is_standing)


def _line(text: str, ctx: Context) -> str:
    """The 47 digits, its check digits right."""
    try:
        return boleto.line_of(boleto.read(text, ctx.on).barcode)
    except Invalid as error:
        if text.startswith("8"):  # of arrecadação, right or wrong: to type it again helps nobody
            raise Invalid("codigo", error.phrase) from error
        wrong = error.phrase.removesuffix(" Confira os números.")
        raise Invalid("codigo", f"{wrong} Confira os números e digite de novo.") from error


def _by_pix(scope: Scope, text: str) -> list[Payee]:
    """By the very code, else by the key it pays to, whatever the amount, or by the charge it leads to."""
    code = reading.read(text)
    if code.faults:
        raise Invalid("codigo", code.faults[0])
    by_account = payees.by_pix_key(scope, code.key) if code.key else payees.by_location(scope, code.location or "-")
    return payees.by_pix_code(scope, text) or by_account


def _by_link(ctx: Context, scope: Scope, address: str, token: str) -> list[Payee]:
    try:
        credor_id = links.read_token(token, ctx.on).credor_id
    except NotFound:
        return []
    is_true = _leads_to(address, link_hosts.hosts_of(scope, credor_id, ctx.now - links.HOST_KEPT))
    return payees.by_credor(scope, credor_id) if is_true else []
