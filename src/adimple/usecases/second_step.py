"""A code is asked after the password, or before something grave: taken once, counted when wrong."""

from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from adimple.domain import events
from adimple.store import journal, models, sealing
from adimple.usecases import totp
from adimple.usecases.context import Context

type Outcome = Literal["ok", "wrong", "blocked"]

MOST_FAILURES = 8  # in a row; three codes of a million are good at any time
WAIT = timedelta(minutes=15)


def find_account(account_id: int | None) -> models.Account | None:
    """Whose second step is on."""
    return models.Account.objects.filter(
        id=account_id, is_active=True, secondfactor__confirmed_at__isnull=False
    ).first()


@transaction.atomic
def try_code(ctx: Context, account_id: int, typed: str) -> Outcome:
    """Whether `typed` is the account's code of now, or one of its codes of reserve; neither serves again.

    Raises Refused when the secret was sealed with another key.
    """
    factor = _factor(account_id)
    if factor is None:
        return "wrong"
    if _is_blocked(factor, ctx.now):
        journal.record(ctx, events.LoginFailed(account_id, "code_blocked"))
        return "blocked"
    is_taken = _take_code(ctx, factor, typed) if totp.digits(typed) else _take_recovery_code(ctx, account_id, typed)
    if not is_taken:
        return _count_failure(ctx, factor)
    factor.failures = 0
    factor.save(update_fields=["failures", "last_step"])
    return "ok"


def _factor(account_id: int) -> models.SecondFactor | None:
    """Locked: of two requests with one code, the second finds it taken."""
    rows = models.SecondFactor.objects.select_for_update().filter(account_id=account_id)
    return rows.filter(confirmed_at__isnull=False).first()


def _is_blocked(factor: models.SecondFactor, now: datetime) -> bool:
    return factor.failures >= MOST_FAILURES and factor.failed_at is not None and now - factor.failed_at < WAIT


def _take_code(ctx: Context, factor: models.SecondFactor, typed: str) -> bool:
    step = totp.step_taken(sealing.unseal(bytes(factor.secret_sealed)), typed, ctx.now, factor.last_step)
    factor.last_step = factor.last_step if step is None else step
    return step is not None


def _take_recovery_code(ctx: Context, account_id: int, typed: str) -> bool:
    codes = models.RecoveryCode.objects.filter(account_id=account_id, used_at__isnull=True)
    if not codes.filter(sha256=totp.digest_of(typed)).update(used_at=ctx.now):
        return False
    journal.record(ctx, events.RecoveryCodeUsed(account_id, codes.count()))
    return True


def _count_failure(ctx: Context, factor: models.SecondFactor) -> Outcome:
    is_old = factor.failed_at is None or ctx.now - factor.failed_at >= WAIT
    factor.failures = 1 if is_old else factor.failures + 1
    factor.failed_at = ctx.now
    factor.save(update_fields=["failures", "failed_at"])
    outcome: Outcome = "blocked" if _is_blocked(factor, ctx.now) else "wrong"
    journal.record(ctx, events.LoginFailed(factor.account_id, "code_blocked" if outcome == "blocked" else "code"))
    return outcome
