"""Whether a PSP works for a credor: a token, a charge and its removal, and the webhook, each told as it went."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from adimple.domain import cobv, events
from adimple.domain.cobv import Payer
from adimple.domain.errors import Refused
from adimple.gateways.gateway import Fault, Psp
from adimple.store import journal, models
from adimple.usecases import psp_reach, save_psp_account
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

TEST_CENTS, TEST_SECONDS = 1, 60
_NOTE = "Teste do Adimple: não pague."


@dataclass(frozen=True, slots=True)
class Tried:
    """Each thing tried, and what was wrong with it: "" when it worked. After a failure nothing more is tried."""

    steps: tuple[tuple[str, str], ...]

    @property
    def succeeded(self) -> bool:
        return not any(wrong for _, wrong in self.steps)


def try_psp_account(ctx: Context, credor_id: int) -> Tried:
    """Makes a charge of one cent and removes it, and gives the PSP a new address to call. Raises Refused."""
    require_open(ctx, credor_id, "manager")
    row = models.PspAccount.objects.filter(credor_id=credor_id, closed_at=None).first()
    if row is None:
        raise Refused("pix.no_account", "Cadastre a conta no PSP antes de testar.")
    secret, sha256 = save_psp_account.new_hook()
    steps: list[tuple[str, str]] = []
    with psp_reach.open_psp(row) as psp:
        tries = (
            ("Autorização e cobrança de teste", lambda: _make(psp, row, ctx)),
            ("Retirada da cobrança de teste", lambda: _remove(psp, row, ctx)),
            ("Aviso de pagamento (webhook)", lambda: _put_hook(psp, row, save_psp_account.hook_url(secret))),
        )
        for name, attempt in tries:
            wrong = attempt()
            steps.append((name, wrong))
            if wrong:
                break
    tried = Tried(tuple(steps))
    _write_down(ctx, row, tried, sha256)
    return tried


def _make(psp: Psp, row: models.PspAccount, ctx: Context) -> str:
    body = cobv.cob_body(TEST_CENTS, Payer("", ""), key=row.pix_key, seconds=TEST_SECONDS, note=_NOTE)
    return _wrong(psp.put_cob(_txid(row, ctx), body))


def _remove(psp: Psp, row: models.PspAccount, ctx: Context) -> str:
    return _wrong(psp.cancel("cob", _txid(row, ctx)))


def _put_hook(psp: Psp, row: models.PspAccount, url: str) -> str:
    """After an error it is asked for: it may have been taken."""
    fault = psp.put_webhook(row.pix_key, url)
    return "" if fault is None or psp.get_webhook(row.pix_key) == url else fault.phrase


def _wrong(answer: object) -> str:
    return answer.phrase if isinstance(answer, Fault) else ""


def _txid(row: models.PspAccount, ctx: Context) -> str:
    return hashlib.sha256(f"teste {row.hook_sha256} {ctx.now.isoformat()}".encode()).hexdigest()[:32]


@transaction.atomic
def _write_down(ctx: Context, row: models.PspAccount, tried: Tried, sha256: str) -> None:
    """The new address counts once the PSP has it."""
    changed = {"tested_at": ctx.now, "hook_sha256": sha256} if tried.succeeded else {"tested_at": None}
    models.PspAccount.objects.filter(id=row.id).update(**changed)
    journal.record(ctx, events.PspAccountTested(row.credor_id, row.id, tried.succeeded))
