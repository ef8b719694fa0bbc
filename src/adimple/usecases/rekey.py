"""Another key for the installation: what the former one sealed is sealed again; what nothing opens is emptied."""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Refused
from adimple.store import journal, models, sealing
from adimple.store.writes import keys
from adimple.usecases.context import Context


@dataclass(frozen=True, slots=True)
class Secret:
    """A password kept sealed: whose, and of which server."""

    credor_name: str
    host: str
    username: str


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How many secrets are sealed by the new key, and which had to be emptied."""

    sealed: int
    emptied: tuple[Secret, ...]


def shut_secrets(*known: bytes) -> tuple[Secret, ...]:
    """Those that none of these keys opens."""
    return tuple(_secret(row) for row in _rows() if _opened(row, known) is None)


@transaction.atomic
def rekey(ctx: Context, *, new: bytes, old: bytes | None = None, may_empty: bool = False) -> Rekeyed:
    """From now on `new` is the key of this database, all or nothing. Nobody else may be using it.

    Secrets that neither key opens are emptied, if that may be; else Refused. The keys of persons follow, and the same
    person is one again; links already sent were signed by the former key, and do not open.
    """
    known = [key for key in (old, new) if key]
    sealed, emptied = 0, []
    for row in _rows().select_for_update(of=("self",)):
        secret = _opened(row, known)
        if secret is None:
            emptied.append(row)
            row.tested_at = None
        else:
            sealed += 1
        row.password_sealed = sealing.seal(secret or "", new)
        row.save(update_fields=["password_sealed", "tested_at"])
    if emptied and not may_empty:
        raise Refused("key.shut", "Há senhas guardadas que nenhuma das duas chaves abre.")
    keys.write_person_keys(new)
    models.Installation.objects.filter(id=1).update(key_fingerprint=sealing.fingerprint(new))
    journal.record(ctx, *(events.SettingsChanged(row.credor_id, ("smtp",)) for row in emptied))
    journal.record(ctx, events.KeyChanged(sealed, len(emptied)))
    return Rekeyed(sealed, tuple(_secret(row) for row in emptied))


def _rows():
    return models.ChannelSetting.objects.exclude(password_sealed=b"").select_related("credor").order_by("id")


def _opened(row: models.ChannelSetting, known) -> str | None:
    for key in known:
        try:
            return sealing.unseal(bytes(row.password_sealed), key)
        except Refused:
            continue
    return None


def _secret(row: models.ChannelSetting) -> Secret:
    return Secret(row.credor.name, row.host, row.username)
