"""Where a credor's e-mail leaves from; the password is kept sealed."""

from dataclasses import dataclass

from django.db import transaction

from adimple.channels.smtp_settings import SmtpSettings, check_settings
from adimple.domain import events
from adimple.domain.errors import Invalid
from adimple.store import journal, models, sealing
from adimple.usecases import fields
from adimple.usecases.context import Context
from adimple.usecases.fields import Fields
from adimple.usecases.open_credor import require_open

MOST_PER_SECOND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSmtp:
    """A blank password keeps the one there is; without a username there is none."""

    host: str
    port: int
    security: str
    username: str
    password: str
    from_email: str
    from_name: str
    per_second: int = 20


@transaction.atomic
def save_smtp(ctx: Context, credor_id: int, command: SaveSmtp) -> None:
    """The settings, not yet tested. Raises Invalid with every field that is wrong."""
    require_open(ctx, credor_id, "manager")
    rows = models.ChannelSetting.objects.select_for_update()
    _filled(rows.filter(credor_id=credor_id, channel="email").first(), credor_id, command).save()
    journal.record(ctx, events.SettingsChanged(credor_id, ("smtp", "sender")))


def check(ctx: Context, credor_id: int, command: SaveSmtp) -> None:
    """Raises as `save_smtp` would; writes nothing."""
    require_open(ctx, credor_id, "manager")
    row = models.ChannelSetting.objects.filter(credor_id=credor_id, channel="email").first()
    _filled(row, credor_id, command)


def _filled(row: models.ChannelSetting | None, credor_id: int, command: SaveSmtp) -> models.ChannelSetting:
    """The row as the command wants it, not yet saved."""
    row = row or models.ChannelSetting(credor_id=credor_id, channel="email")
    password = command.password or _kept(row, command)
    read = Fields()
    settings = SmtpSettings(command.host, command.port, command.security, command.username, password)  # type: ignore[arg-type]
    read.read(check_settings, settings)
    row.from_name = read.read(fields.name, "from_name", command.from_name, "o nome que aparece para quem recebe")
    row.from_email = read.read(fields.email, "from_email", command.from_email)
    row.per_second = read.read(_speed, command.per_second)
    read.check()
    row.host, row.port, row.security, row.username = command.host, command.port, command.security, command.username
    row.password_sealed = sealing.seal(password)
    row.tested_at = None
    return row


@transaction.atomic
def use_sandbox(ctx: Context, credor_id: int) -> None:
    """Forgets the credor's server: its messages go to this machine's test inbox again."""
    require_open(ctx, credor_id, "manager")
    deleted, _ = models.ChannelSetting.objects.filter(credor_id=credor_id, channel="email").delete()
    if deleted:
        journal.record(ctx, events.SettingsChanged(credor_id, ("smtp", "sender")))


def _kept(row: models.ChannelSetting, command: SaveSmtp) -> str:
    """The password there was, only for the same server and user: it is never shown to another server."""
    is_same = (row.host, row.username) == (command.host, command.username)
    return sealing.unseal(row.password_sealed) if is_same and command.username else ""


def _speed(per_second: int) -> int:
    if not 1 <= per_second <= MOST_PER_SECOND:
        raise Invalid("per_second", f"Escolha de 1 a {MOST_PER_SECOND} mensagens por segundo.")
    return per_second
