"""A new version of what a credor charges for delay, for títulos that fall due from a day on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction

from adimple.domain import encargos, errors, events, limits
from adimple.domain.encargos import EncargosPolicy, PolicyFinding
from adimple.domain.errors import Invalid, Refused
from adimple.domain.indices import needs
from adimple.domain.indices.needs import Need
from adimple.domain.indices.table import MISSING
from adimple.store import journal, models
from adimple.store.reads import index_rates
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class SaveEncargosPolicy:
    """`kind`: B2C or B2B. A version of the same day is replaced; the others stay as they were."""

    kind: str
    effective_on: date
    policy: EncargosPolicy


@transaction.atomic
def save_encargos_policy(ctx: Context, credor_id: int, command: SaveEncargosPolicy) -> tuple[PolicyFinding, ...]:
    """The warnings of a policy that is lawful; Refused, with the article, for one that is not. Raises Invalid.

    Refused too when it rests on an index of which a month is missing.
    """
    check(ctx, credor_id, command)
    warnings = encargos.check_policy(command.policy, command.kind)  # type: ignore[arg-type]
    if lacking := lacking_months(ctx, credor_id, command):
        raise Refused(MISSING, needs.phrase_of(lacking))
    row = write(ctx, credor_id, command)
    journal.record(ctx, events.EncargosPolicySaved(credor_id, row.id, command.effective_on))
    return warnings


def write(ctx: Context, credor_id: int, command: SaveEncargosPolicy) -> models.EncargosPolicy:
    policy = command.policy
    row, _ = models.EncargosPolicy.objects.update_or_create(
        credor_id=credor_id,
        kind=command.kind,
        effective_on=command.effective_on,
        defaults={
            "multa_ppb": policy.multa_ppb,
            "juros_ppb_month": policy.juros_ppb_month,
            "juros_basis": policy.juros_basis,
            "multa_base": policy.multa_base,
            "rounding": policy.rounding,
            "nonbusiness_due": policy.nonbusiness_due,
            "discount_ppb": policy.discount_ppb,
            "discount_days_before": policy.discount_days_before,
            "juros_by": policy.juros_by,
            "correction_index": policy.correction_index,
            "created_at": ctx.now,
        },
    )
    return row


def lacking_months(ctx: Context, credor_id: int, command: SaveEncargosPolicy) -> tuple[Need, ...]:
    """What the table of indices lacks to say what the oldest título, open or closed, owes under the policy today."""
    if not command.policy.needs_indices:
        return ()
    governed = models.Titulo.objects.filter(credor_id=credor_id, devedor__kind=command.kind)
    earlier = models.EncargosPolicy.objects.filter(
        credor_id=credor_id, kind=command.kind, effective_on__lt=command.effective_on
    )
    if earlier.exists():  # the first version governs what fell due before it, too
        governed = governed.filter(due_on__gte=command.effective_on)
    oldest_on = governed.order_by("due_on").values_list("due_on", flat=True).first() or command.effective_on
    policy = replace(command.policy, indices=index_rates.table())
    return needs.needs_of(encargos.lacking_months(policy, due_on=oldest_on, on=ctx.on))


def check(ctx: Context, credor_id: int, command: SaveEncargosPolicy) -> None:
    """Raises Invalid with every field that is wrong; what the law says is `encargos.check_policy`."""
    require_open(ctx, credor_id, "manager")
    errors.raise_together(_complaints(ctx, command))


def _complaints(ctx: Context, command: SaveEncargosPolicy) -> Iterator[Invalid]:
    if command.kind not in ("B2C", "B2B"):
        yield Invalid("kind", "Escolha para quem a política vale.")
    if not command.effective_on.year >= limits.EARLIEST_YEAR or command.effective_on > ctx.on + FARTHEST:
        yield Invalid("effective_on", "A política pode começar até um ano à frente. Confira a data.")
