"""Out of ensaio: from here on the night plans and messages leave, few at first."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from adimple.domain import errors, events, limits
from adimple.domain.errors import Invalid, Refused
from adimple.store import journal, models
from adimple.usecases import try_email
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open

HIGHEST_FIRST_CEILING = 100_000


@dataclass(frozen=True, slots=True)
class ReleaseSending:
    """The oldest delay to contact, in days, and how many people a day at first; it doubles each week."""

    oldest_days_late: int
    daily_ceiling: int


def release_sending(ctx: Context, credor_id: int, command: ReleaseSending) -> None:
    """Sends a test to whoever releases, then releases. Raises Invalid; Refused when something is missing.

    Of a credor already released, only the limits change.
    """
    check(ctx, credor_id, command)
    credor = models.Credor.objects.get(id=credor_id)
    if credor.released_at is None:
        _require_identity(credor)
        receipt = try_email.send_test(ctx, credor_id)
        if receipt.status != "accepted":
            raise Refused("release.test_failed", f"O teste não saiu, e nada foi liberado. {receipt.phrase}")
    _release(ctx, credor_id, command)


@transaction.atomic
def _release(ctx: Context, credor_id: int, command: ReleaseSending) -> None:
    credor = models.Credor.objects.select_for_update().get(id=credor_id)
    refuse_closed(credor_id)
    is_first = credor.released_at is None
    credor.oldest_days_late, credor.daily_ceiling = command.oldest_days_late, command.daily_ceiling
    if is_first:
        credor.released_at, credor.released_on, credor.stopped_at = ctx.now, ctx.on, None
    credor.save()
    if is_first:
        event = events.EnsaioReleased(credor_id, command.oldest_days_late, command.daily_ceiling)
        journal.record(ctx, event)
    else:
        journal.record(ctx, events.SettingsChanged(credor_id, ("oldest_days", "daily_ceiling")))


def check(ctx: Context, credor_id: int, command: ReleaseSending) -> None:
    """Raises Invalid with every field that is wrong."""
    require_open(ctx, credor_id, "manager")
    errors.raise_together(_complaints(command))


def _complaints(command: ReleaseSending) -> Iterator[Invalid]:
    if not 0 <= command.oldest_days_late <= limits.MAX_DAYS_LATE:
        yield Invalid("oldest_days_late", "Escolha um atraso de 0 dias a 100 anos.")
    if not 1 <= command.daily_ceiling <= HIGHEST_FIRST_CEILING:
        yield Invalid("daily_ceiling", "Comece com ao menos 1 pessoa por dia, e no máximo 100.000.")


def _require_identity(credor: models.Credor) -> None:
    if not (credor.name and credor.document and credor.address):
        raise Refused(
            "release.identity",
            "Falta o endereço do credor: nome, endereço e CPF ou CNPJ vão em toda cobrança. "
            "Preencha-o em Configurações, Credor.",
            "CDC, art. 42-A",
        )
