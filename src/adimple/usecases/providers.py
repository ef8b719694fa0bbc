"""Where e-mail leaves from: a credor's by its own server, our own by the installation's; else the sandbox's."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from adimple.channels.smtp_settings import SmtpSettings
from adimple.domain.errors import Refused
from adimple.store import models, sealing
from adimple.store.reads.moment import Speaker

SANDBOX_PER_SECOND = 10_000
SOON_SECONDS = 10  # so much is claimed ahead for a provider: what is in hand is lost if all dies together


@dataclass(frozen=True, slots=True)
class Provider:
    """`fault`: why it cannot be used at all, "" when it can; then nothing is tried with it."""

    credor_id: int
    smtp: SmtpSettings
    from_email: str
    from_name: str
    per_second: int
    fault: str = ""

    @property
    def soon(self) -> int:
        """How many messages it takes in a while."""
        return self.per_second * SOON_SECONDS


def soon_of(credor_ids: Iterable[int]) -> dict[int, int]:
    """By credor, how many messages its provider takes in a while."""
    ids = set(credor_ids)
    rows = models.ChannelSetting.objects.filter(credor_id__in=ids, channel="email")
    own = dict(rows.values_list("credor_id", "per_second"))
    return {one: max(own.get(one, SANDBOX_PER_SECOND), 1) * SOON_SECONDS for one in ids}


def providers_of(speakers: Iterable[Speaker]) -> dict[int, Provider]:
    """By credor."""
    speakers = list(speakers)
    rows = models.ChannelSetting.objects.filter(credor_id__in=[one.id for one in speakers], channel="email")
    own = {row.credor_id: row for row in rows}
    return {one.id: _own(own[one.id]) if one.id in own else _sandbox(one) for one in speakers}


def for_accounts() -> Provider | None:
    """Where our own e-mails to who enters leave from: the server of the installation, else the sandbox's. None where
    there is neither. Never a credor's: who may save that one would read the links of everybody in it.
    """
    if settings.ACCOUNT_MAIL is not None:
        smtp, from_email = settings.ACCOUNT_MAIL
        return Provider(0, smtp, from_email, "Adimple", SANDBOX_PER_SECOND)
    if not settings.HAS_SANDBOX:
        return None
    smtp = SmtpSettings("127.0.0.1", settings.SANDBOX_SMTP_PORT, "none")
    return Provider(0, smtp, "adimple@adimple.test", "Adimple", SANDBOX_PER_SECOND)


def _own(row: models.ChannelSetting) -> Provider:
    password, fault = "", ""
    try:
        password = sealing.unseal(bytes(row.password_sealed))
    except Refused as refused:
        fault = refused.phrase
    if row.username and not password:
        fault = fault or "Falta a senha do servidor de e-mail deste credor: digite-a em Configurações."
    smtp = SmtpSettings(row.host, row.port, row.security, row.username, password)  # type: ignore[arg-type]
    return Provider(row.credor_id, smtp, row.from_email, row.from_name, max(row.per_second, 1), fault)


def _sandbox(speaker: Speaker) -> Provider:
    fault = "" if settings.HAS_SANDBOX else "Falta o servidor de e-mail deste credor: cadastre-o em Configurações."
    smtp = SmtpSettings("127.0.0.1", settings.SANDBOX_SMTP_PORT, "none")
    return Provider(speaker.id, smtp, f"{speaker.slug}@adimple.test", speaker.name, SANDBOX_PER_SECOND, fault)
