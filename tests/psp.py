"""A PSP for tests: real, on loopback, with a clock that a test sets, and a credor that receives by it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adimple.sandbox.psp import Psp, start_psp
from adimple.store import models
from adimple.usecases import save_psp_account
from adimple.usecases.save_psp_account import SavePspAccount
from tests import builders

KEY = "financeiro@exemplo.test"
PAYER = {"nome": "Ana Exemplo", "cpf": "52998224725"}


@dataclass(slots=True)
class Clock:
    now: datetime = field(default=builders.NOW)

    def __call__(self) -> datetime:
        return self.now


def started(folder) -> Psp:
    return start_psp(folder, Clock())


def as_new(psp: Psp) -> Psp:
    """Nothing known, no failure asked for, the clock of the builders."""
    psp.book.knobs = type(psp.book.knobs)()
    psp.book.clock.now = builders.NOW
    for known in (psp.book.charges, psp.book.received, psp.book.webhooks):
        known.clear()
    return psp


def command(psp: Psp, **given) -> SavePspAccount:
    names = ("base_url", "token_url", "oauth_id", "secret", "certificate", "authority")
    fields = {name: psp.caller[name] for name in names} | {"label": "PSP", "pix_key": KEY, "days_payable": 30}
    return SavePspAccount(**fields | given)


def make_account(ctx, credor, psp: Psp, **given) -> models.PspAccount:
    account_id = save_psp_account.save_psp_account(ctx, credor.id, command(psp, **given))
    return models.PspAccount.objects.get(id=account_id)


def make_world(psp: Psp):
    """A credor whose PSP calls a secret address: (psp, its owner's context, credor, account, secret)."""
    owner, credor = builders.make_account(), builders.make_credor(city="São Paulo")
    builders.make_membership(owner, credor)
    ctx = builders.context_of(owner)
    row = make_account(ctx, credor, psp)
    secret, sha256 = save_psp_account.new_hook()
    models.PspAccount.objects.filter(id=row.id).update(hook_sha256=sha256, created_at=builders.NOW - timedelta(days=2))
    return psp, ctx, credor, row, secret


def make_row(credor: models.Credor, **given) -> models.PspAccount:
    """An account at a PSP that nobody answers for: tested once, never compared."""
    fields = {
        "gateway": "pix_bacen",
        "label": "PSP",
        "base_url": "https://127.0.0.1:1/v2",
        "token_url": "https://127.0.0.1:1/token",
        "oauth_id": "exemplo",
        "secret_sealed": b"",
        "pix_key": KEY,
        "hook_sha256": save_psp_account.hook_sha256(f"{credor.id}"),
        "created_at": builders.NOW,
        "tested_at": builders.NOW - timedelta(days=1),
    }
    return models.PspAccount.objects.create(credor=credor, **fields | given)


def make_refund(account: models.PspAccount, incoming_id: int, **given) -> models.PixRefund:
    """A devolução of one cent, asked two days ago; nobody knows what became of it."""
    fields = {
        "number": 1,
        "refund_id": f"D{incoming_id:031d}",
        "cents": 1,
        "reason": "pagou duas vezes",
        "asked_at": builders.NOW - timedelta(days=2),
        "asked_by": "ana@exemplo.test",
        "changed_at": builders.NOW - timedelta(days=1),
    }
    row = {"credor_id": account.credor_id, "psp_account": account, "incoming_id": incoming_id}
    return models.PixRefund.objects.create(**row | fields | given)


def make_charge(account: models.PspAccount, titulo: models.Titulo, **given) -> models.PixCharge:
    """A cob of yesterday, still active here."""
    fields = {
        "attempt": 1,
        "txid": f"{titulo.id:032d}",
        "kind": "cob",
        "cents": 850_00,
        "pay_until": builders.ON - timedelta(days=1),
        "policy": {"seconds": 3_600},
        "state": "active",
        "asked_at": builders.NOW - timedelta(days=1),
        "changed_at": builders.NOW - timedelta(days=1),
    }
    row = {"credor_id": titulo.credor_id, "psp_account": account, "titulo": titulo}
    return models.PixCharge.objects.create(**row | fields | given)
