"""Whether a PSP works for a credor: each thing tried, in turn, and what was wrong with it.

At the PSP of this machine a Pix of one centavo is registered, paid and seen to arrive. At a real one, where paying is
paying, it is registered, read back and taken away. Nothing of it enters the ledger.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db import transaction

from adimple.domain import cobv, events
from adimple.domain.cobv import Payer
from adimple.domain.errors import Refused
from adimple.gateways.gateway import Charge, Fault, Psp
from adimple.outbound import post
from adimple.store import journal, models
from adimple.usecases import deliver_webhooks, psp_reach, sample_pix, sandbox_psp, save_psp_account
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

TEST_CENTS, TEST_SECONDS = 1, 300  # for so long a real charge stands, if taking it away fails
NEAR = timedelta(days=1)  # of our clock, in which the payment is looked for
_NOTE = "Teste do Adimple: não pague."
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Tried:
    """Each thing to try, and what was wrong with it: "" when it worked, None when it was not tried after a failure."""

    steps: tuple[tuple[str, str | None], ...]

    @property
    def succeeded(self) -> bool:
        return all(wrong == "" for _, wrong in self.steps)


@dataclass(frozen=True, slots=True)
class _Test:
    """One charge of one centavo. `pages`: where it is paid, at the PSP of this machine."""

    psp: Psp
    row: models.PspAccount
    ctx: Context
    txid: str
    pages: str

    def make(self) -> str:
        return _wrong(self.psp.put_cob(self.txid, self._body()))

    def read(self) -> str:
        """As it was asked: the same amount, still to be paid."""
        found = self.psp.get("cob", self.txid)
        if not isinstance(found, Charge):
            return found.phrase if found is not None else "O PSP não conhece a cobrança que acabou de registrar."
        is_it = found.is_active and cobv.says(found.terms, self._body())
        return "" if is_it else "O PSP tem a cobrança com outros termos."

    def pay(self) -> str:
        """As a person does on its page."""
        form = urlencode({"cobranca": self.txid, "dia": self.ctx.on.isoformat()}).encode()
        answer = post.post(f"{self.pages}/pagar", _FORM, form, deliver_webhooks.policy())
        return "" if answer.status == 303 else "O PSP de teste não aceitou o pagamento."

    def arrive(self) -> str:
        told = self.psp.list_pix(self.ctx.now - NEAR, self.ctx.now + NEAR)
        if isinstance(told, Fault):
            return told.phrase
        came = [one.cents for one in told if one.txid == self.txid]
        return "" if came == [TEST_CENTS] else "O PSP não disse que o Pix de teste chegou."

    def remove(self) -> str:
        return _wrong(self.psp.cancel("cob", self.txid))

    def _body(self) -> dict:
        return cobv.cob_body(TEST_CENTS, Payer("", ""), key=self.row.pix_key, seconds=TEST_SECONDS, note=_NOTE)


def try_psp_account(ctx: Context, credor_id: int) -> Tried:
    """Tries it, and gives the PSP a new address to call. Raises Refused."""
    require_open(ctx, credor_id, "manager")
    row = models.PspAccount.objects.filter(credor_id=credor_id, closed_at=None).first()
    if row is None:
        raise Refused("pix.no_account", "Cadastre a conta no PSP antes de testar.")
    secret, sha256 = save_psp_account.new_hook()
    with psp_reach.open_psp(row) as psp:
        steps = _steps(psp, row, ctx)
        steps.append(("Aviso de pagamento (webhook)", lambda: _put_hook(psp, row, secret, sha256)))
        tried = _try(steps)
    _write_down(ctx, row, tried, sha256)
    return tried


def _steps(psp: Psp, row: models.PspAccount, ctx: Context) -> list[tuple[str, Callable[[], str]]]:
    if pages := sandbox_psp.pages_of(row.base_url):
        test = _Test(psp, row, ctx, sample_pix.txid_of(row.credor_id, ctx.now), pages)
        rest = [("Pagamento do Pix de teste", test.pay), ("Chegada do Pix, pela consulta", test.arrive)]
    else:
        test = _Test(psp, row, ctx, _txid(row, ctx), "")
        rest = [("Retirada da cobrança de teste", test.remove)]
    first = [("Autorização e registro de um Pix de R$ 0,01", test.make), ("Leitura do que ficou registrado", test.read)]
    return [*first, *rest]


def _try(steps: list[tuple[str, Callable[[], str]]]) -> Tried:
    """After a failure nothing more is tried."""
    told: list[tuple[str, str | None]] = []
    for name, attempt in steps:
        is_stopped = bool(told) and told[-1][1] != ""
        told.append((name, None if is_stopped else attempt()))
    return Tried(tuple(told))


def _put_hook(psp: Psp, row: models.PspAccount, secret: str, sha256: str) -> str:
    """Written down before it is told: where the answer is lost, the PSP may call it. After an error it is asked for."""
    url = save_psp_account.hook_url(secret)
    _ask_hook(row, sha256, is_asked=True)
    fault = psp.put_webhook(row.pix_key, url)
    if fault is None or psp.get_webhook(row.pix_key) == url:
        return ""
    if not fault.may_have_applied:
        _ask_hook(row, sha256, is_asked=False)
    return fault.phrase


@transaction.atomic
def _ask_hook(row: models.PspAccount, sha256: str, *, is_asked: bool) -> None:
    held = models.PspAccount.objects.select_for_update().get(id=row.id)
    others = [one for one in held.hooks_asked if one != sha256]
    held.hooks_asked = [*others, sha256] if is_asked else others
    held.save(update_fields=["hooks_asked"])


def _wrong(answer: object) -> str:
    return answer.phrase if isinstance(answer, Fault) else ""


def _txid(row: models.PspAccount, ctx: Context) -> str:
    return hashlib.sha256(f"teste {row.hook_sha256} {ctx.now.isoformat()}".encode()).hexdigest()[:32]


@transaction.atomic
def _write_down(ctx: Context, row: models.PspAccount, tried: Tried, sha256: str) -> None:
    """Once the PSP has the new address, no other counts."""
    told = {"tested_at": ctx.now, "hook_sha256": sha256, "hooks_asked": []}
    changed = told if tried.succeeded else {"tested_at": None}
    models.PspAccount.objects.filter(id=row.id).update(**changed)
    journal.record(ctx, events.PspAccountTested(row.credor_id, row.id, tried.succeeded))
