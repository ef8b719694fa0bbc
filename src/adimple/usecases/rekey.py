"""Another key for the installation: what the former one sealed is sealed again; what nothing opens is emptied."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Refused
from adimple.store import journal, models, sealing
from adimple.store.writes import keys
from adimple.usecases import deliver_webhooks, paper_codes, second_factor
from adimple.usecases.context import Context


@dataclass(frozen=True, slots=True)
class Secret:
    """Something kept sealed: what it is, and what a person does where it had to be emptied."""

    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How many secrets are sealed by the new key, and which had to be emptied. `knows_papers`: printed before it."""

    sealed: int
    emptied: tuple[Secret, ...]
    knows_papers: bool = False


def shut_secrets(*known: bytes) -> tuple[Secret, ...]:
    """Those that none of these keys opens."""
    passwords = tuple(_password(row) for row in _passwords() if _opened(row.password_sealed, known) is None)
    apps = tuple(_app(row) for row in _apps() if _opened(row.secret_sealed, known) is None)
    psps = tuple(_psp(row) for row in _psps() if _shut_psp(row, known))
    webhooks = tuple(_webhook(row) for row in _webhooks() if _opened(row.secret_sealed, known) is None)
    return passwords + apps + psps + webhooks


@transaction.atomic
def rekey(
    ctx: Context, *, new: bytes, old: bytes | None = None, may_empty: bool = False, is_leaked: bool = False
) -> Rekeyed:
    """From now on `new` is the key of this database, all or nothing. Nobody else may be using it.

    Secrets that neither key opens are emptied, if that may be; else Refused. The keys of persons follow, and the same
    person is one again; links already sent were signed by the former key, and do not open. The codes of papers already
    printed are still known, but where the former key is not there or `is_leaked`: whoever has it could make others.
    """
    known = [key for key in (old, new) if key]
    sealed, emptied = _seal_passwords(known, new)
    apps, forgotten = _seal_apps(known, new)
    signing, mute = _seal_webhooks(known, new)
    psps, shut_psps = _seal_psps(ctx, known, new)
    if (emptied or forgotten or mute or shut_psps) and not may_empty:
        raise Refused("key.shut", "Há senhas guardadas que nenhuma das duas chaves abre.")
    for factor in forgotten:
        second_factor.forget(factor.account)
    keys.write_person_keys(new)
    papers = _papers(old, new, is_leaked=is_leaked)
    models.Installation.objects.filter(id=1).update(key_fingerprint=sealing.fingerprint(new), papers_sealed=papers)
    journal.record(ctx, *(events.SettingsChanged(row.credor_id, ("smtp",)) for row in emptied))
    journal.record(ctx, *(events.SecondFactorReset(factor.account_id) for factor in forgotten))
    for row in mute:
        if row.stopped_at is None:
            deliver_webhooks.stop(ctx, row, "secret")
    journal.record(ctx, *(events.PspAccountClosed(row.credor_id, row.id) for row in shut_psps))
    done = sealed + apps + signing + psps
    journal.record(ctx, events.KeyChanged(done, len(emptied) + len(forgotten) + len(mute) + len(shut_psps)))
    lost = (*map(_password, emptied), *map(_app, forgotten), *map(_psp, shut_psps), *map(_webhook, mute))
    return Rekeyed(done, lost, knows_papers=bool(papers))


def _papers(old: bytes | None, new: bytes, *, is_leaked: bool) -> bytes:
    """The signing keys before the new one, sealed by it."""
    if old is None or is_leaked:
        return b""
    row = models.Installation.objects.get(id=1)
    before = paper_codes.former_keys(bytes(row.papers_sealed), old)
    return paper_codes.seal_keys([sealing.derived(paper_codes.PURPOSE, old), *before], new)


def _seal_passwords(known: list[bytes], new: bytes) -> tuple[int, list[models.ChannelSetting]]:
    """How many the new key seals; those that nothing opened, now empty."""
    sealed, emptied = 0, []
    for row in _passwords().select_for_update(of=("self",)):
        secret = _opened(row.password_sealed, known)
        if secret is None:
            emptied.append(row)
            row.tested_at = None
        else:
            sealed += 1
        row.password_sealed = sealing.seal(secret or "", new)
        row.save(update_fields=["password_sealed", "tested_at"])
    return sealed, emptied


def _seal_apps(known: list[bytes], new: bytes) -> tuple[int, list[models.SecondFactor]]:
    """How many secrets of code apps the new key seals; those that nothing opened."""
    sealed, shut = 0, []
    for row in _apps().select_for_update(of=("self",)):
        secret = _opened(row.secret_sealed, known)
        if secret is None:
            shut.append(row)
            continue
        row.secret_sealed = sealing.seal(secret, new)
        row.save(update_fields=["secret_sealed"])
        sealed += 1
    return sealed, shut


def _seal_webhooks(known: list[bytes], new: bytes) -> tuple[int, list[models.Webhook]]:
    """How many secrets that sign the new key seals; the webhooks whose secret nothing opened. A former one may go."""
    sealed, shut = 0, []
    for row in _webhooks().select_for_update(of=("self",)):
        secret, former = _opened(row.secret_sealed, known), _opened(row.former_sealed, known)
        row.secret_sealed, row.former_sealed = sealing.seal(secret or "", new), sealing.seal(former or "", new)
        row.save(update_fields=["secret_sealed", "former_sealed"])
        if secret is None:
            shut.append(row)
        else:
            sealed += 1
    return sealed, shut


def _seal_psps(ctx: Context, known: list[bytes], new: bytes) -> tuple[int, list[models.PspAccount]]:
    """How many accounts at a PSP the new key seals; those whose secrets nothing opened, now closed."""
    sealed, shut = 0, []
    for row in _psps().select_for_update(of=("self",)):
        if _shut_psp(row, known):
            shut.append(row)
            row.secret_sealed = row.certificate_sealed = b""
            row.closed_at = row.closed_at or ctx.now
        else:
            sealed += 1
            for name in ("secret_sealed", "certificate_sealed"):
                setattr(row, name, sealing.seal(_opened(getattr(row, name), known) or "", new))
        row.save(update_fields=["secret_sealed", "certificate_sealed", "closed_at"])
    return sealed, shut


def _shut_psp(row: models.PspAccount, known: Iterable[bytes]) -> bool:
    keys = list(known)
    return _opened(row.secret_sealed, keys) is None or _opened(row.certificate_sealed, keys) is None


def _passwords():
    return models.ChannelSetting.objects.exclude(password_sealed=b"").select_related("credor").order_by("id")


def _apps():
    return models.SecondFactor.objects.select_related("account").order_by("id")


def _webhooks():
    return models.Webhook.objects.exclude(secret_sealed=b"").select_related("credor").order_by("id")


def _psps():
    return models.PspAccount.objects.exclude(secret_sealed=b"").select_related("credor").order_by("id")


def _opened(sealed: bytes, known: Iterable[bytes]) -> str | None:
    for key in known:
        try:
            return sealing.unseal(bytes(sealed), key)
        except Refused:
            continue
    return None


def _password(row: models.ChannelSetting) -> Secret:
    server = f"a senha de {row.username} em {row.host}"
    return Secret(f"{row.credor.name}: {server}", f"Digite de novo em Configurações: {server} ({row.credor.name}).")


def _app(row: models.SecondFactor) -> Secret:
    email = row.account.email
    return Secret(
        f"a verificação em duas etapas de {email}", f"Ligue de novo em Minha conta: as duas etapas de {email}."
    )


def _webhook(row: models.Webhook) -> Secret:
    what, whose = f"{row.credor.name}: o segredo do webhook {row.url}", f"{row.url} ({row.credor.name})"
    return Secret(what, f"Troque o segredo em Configurações, API, Webhooks, e religue: {whose}.")


def _psp(row: models.PspAccount) -> Secret:
    what = f"{row.credor.name}: o segredo e o certificado da conta no PSP {row.label}"
    return Secret(what, f"Cadastre de novo em Configurações, Pix pelo PSP: {row.label} ({row.credor.name}).")
