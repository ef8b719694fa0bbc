"""The devedor's page as figures and words ready to show: what is owed today, how to pay it, what was answered."""

from dataclasses import dataclass, replace
from datetime import date

from adimple.domain import cadastro, message_facts
from adimple.store.reads import balances
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.links import LinkRow
from adimple.usecases import boleto_today, pix_today, wording
from adimple.web import qr
from adimple.web.portal import boletos

MOST_QRS = 3  # above it a page would be all squares: the others come one by one, when asked for

OPT_OUT_WORDS = {
    "email": "Não quero e-mail",
    "whatsapp": "Não quero WhatsApp",
    "sms": "Não quero SMS",
    "phone": "Não quero ligação",
    "letter": "Não quero carta",
}


@dataclass(frozen=True, slots=True)
class TituloCard:
    """`items` and `arithmetic` are empty for a closed título, and for an open one of which nobody can say the value.

    `asks_pix_of`: the título, where its Pix of today is still to be made at the PSP. `pix_qr` is "" for a code whose
    drawing is still to be asked for.
    """

    titulo_id: int
    label: str
    situation: str
    is_open: bool
    closed_on: date | None
    was_paid: bool
    items: tuple[tuple[str, int], ...] = ()
    arithmetic: tuple[str, ...] = ()
    total_cents: int = 0
    linha_digitavel: str = ""
    boleto_note: str = ""
    boleto_pdf_id: int | None = None
    pix_code: str = ""
    pix_qr: str = ""
    asks_pix_of: int | None = None
    link_pagamento: str = ""


@dataclass(frozen=True, slots=True)
class PixCard:
    """One Pix to the credor's own key, for the títulos whose system issued no way to pay."""

    cents: int
    code: str
    qr: str
    is_partial: bool


@dataclass(frozen=True, slots=True)
class PortalPage:
    """`total_cents` None: of some título the value of today cannot be said, and the credor will.

    `opt_out_word`: "" where no channel brought the page.
    """

    greeting: str
    monogram: str
    credor_document: str
    document_kind: str
    total_cents: int | None
    cards: tuple[TituloCard, ...]
    pix: PixCard | None
    opt_out_word: str

    @property
    def open_count(self) -> int:
        return sum(card.is_open for card in self.cards)

    @property
    def can_pay_here(self) -> bool:
        ways = (card.linha_digitavel or card.pix_code or card.asks_pix_of or card.link_pagamento for card in self.cards)
        return self.pix is not None or any(ways)


def page_of(link: LinkRow, on: date, qr_of: int | None = None) -> PortalPage:
    """`qr_of`: the título whose code is to be drawn, whatever the others."""
    open_titulos = [titulo for titulo in link.titulos if titulo.closed_on is None]
    total = balances.total_of(titulo.priced(on) for titulo in open_titulos)
    codes = {titulo.id: code for titulo in open_titulos if (code := _code(titulo, link, on))}
    drawn = {*list(codes)[:MOST_QRS], qr_of}
    is_company = wording.is_company(link.devedor_document)
    name = message_facts.one_line(link.devedor_name)
    kind, document = document_of(link.credor.document)
    return PortalPage(
        greeting=name if is_company else message_facts.first_name(name),
        monogram=monogram(link.credor.name),
        credor_document=document,
        document_kind=kind,
        total_cents=total.cents,
        cards=tuple(
            _card(titulo, link, on, codes.get(titulo.id, ""), with_qr=titulo.id in drawn) for titulo in link.titulos
        ),
        pix=_pix(link, open_titulos, on) if total.cents is not None and not link.has_psp else None,
        opt_out_word=OPT_OUT_WORDS.get(link.channel, ""),
    )


def document_of(document: str) -> tuple[str, str]:
    """("CNPJ", "11.222.333/0001-81")."""
    return "CPF" if len(document) == 11 else "CNPJ", cadastro.format_document(document)


def monogram(name: str) -> str:
    """Two letters that stand for the credor: Colégio Exemplo Ltda. → CE."""
    words = [word for word in name.split() if word[:1].isalnum() and len(word) > 2] or name.split()
    return "".join(word[0] for word in words[:2]).upper()


def _card(titulo: TituloSaldo, link: LinkRow, on: date, code: str, *, with_qr: bool) -> TituloCard:
    is_priced = not titulo.priced(on).missing
    line = wording.line_of(titulo, on) if is_priced else wording.unpriced_line(titulo)
    label = message_facts.label(line)
    if titulo.closed_on is not None:
        return TituloCard(titulo.id, label, "", False, titulo.closed_on, titulo.closed_reason == "paid")
    boleto = link.boletos.get(titulo.id)
    has_pix = bool(code) or (is_priced and (link.has_psp or bool(link.credor.pix_key)))
    slip = boletos.BoletoCard("", spaced(titulo.linha_digitavel))
    if boleto:
        slip = boletos.card_of(boleto, titulo, on, has_pix=has_pix)
    return TituloCard(
        titulo_id=titulo.id,
        label=label,
        situation=message_facts.situation(line, on),
        is_open=True,
        closed_on=None,
        was_paid=False,
        items=tuple(message_facts.items(line)) if is_priced else (),
        arithmetic=titulo.arithmetic(on) if is_priced else (),
        total_cents=line.total_cents if is_priced else 0,
        linha_digitavel=slip.linha_digitavel,
        boleto_note=slip.note,
        boleto_pdf_id=slip.pdf_id,
        pix_code=code,
        pix_qr=qr.svg(code) if with_qr and code else "",
        asks_pix_of=titulo.id if link.has_psp and is_priced and not code else None,
        link_pagamento=titulo.link_pagamento,
    )


def _shows_line(link: LinkRow, titulo: TituloSaldo, on: date) -> bool:
    boleto = link.boletos.get(titulo.id)
    return boleto is None or boleto_today.serves(boleto, titulo, on)


def _code(titulo: TituloSaldo, link: LinkRow, on: date) -> str:
    """Of a charge that asks, today, what is owed today; else the one that came with the título; "" without either."""
    charge = link.charges.get(titulo.id)
    if charge is not None and pix_today.serves(charge, titulo, on):
        return charge.br_code
    return titulo.pix_copia_e_cola


def _pix(link: LinkRow, open_titulos: list[TituloSaldo], on: date) -> PixCard | None:
    shown = (
        titulo if _shows_line(link, titulo, on) else replace(titulo, linha_digitavel="") for titulo in open_titulos
    )
    lines = [wording.line_of(titulo, on) for titulo in shown]
    own = wording.own_pix(link.credor.pix_key, link.credor.name, link.credor.city, lines)
    return PixCard(own.cents, own.code, qr.svg(own.code), own.is_partial) if own else None


def spaced(linha: str) -> str:
    """A linha digitável as a boleto prints it: AAABC.CCCCX DDDDD.DDDDDY EEEEE.EEEEEZ K UUUUVVVVVVVVVV."""
    if len(linha) != 47:
        return linha
    fields = (f"{field[:5]}.{field[5:]}" for field in (linha[:10], linha[10:21], linha[21:32]))
    return " ".join([*fields, linha[32], linha[33:]])
