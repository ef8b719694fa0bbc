"""Where a credor's e-mail leaves from: its own server, else the sandbox's, which every installation has."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F

from adimple.channels.smtp_settings import SmtpSettings
from adimple.domain.errors import Refused
from adimple.store import models, sealing
from adimple.store.reads.moment import Speaker

SANDBOX_PER_SECOND = 10_000


@dataclass(frozen=True, slots=True)
class Provider:
    """`fault`: why it cannot be used at all, "" when it can; then nothing is tried with it."""

    credor_id: int
    smtp: SmtpSettings
    from_email: str
    from_name: str
    per_second: int
    fault: str = ""


def providers_of(speakers: Iterable[Speaker]) -> dict[int, Provider]:
    """By credor."""
    speakers = list(speakers)
    rows = models.ChannelSetting.objects.filter(credor_id__in=[one.id for one in speakers], channel="email")
    own = {row.credor_id: row for row in rows}
    return {one.id: _own(own[one.id]) if one.id in own else _sandbox(one) for one in speakers}


def for_staff(credor_ids: Iterable[int]) -> Provider | None:
    """Where our own e-mails to people of these credores leave from: a server that one of them tested, else any, else
    the sandbox's. None where there is no server at all.
    """
    rows = models.ChannelSetting.objects.filter(credor_id__in=list(credor_ids), channel="email")
    own = [_own(row) for row in rows.order_by(F("tested_at").desc(nulls_last=True), "credor_id")]
    sandbox = [_sandbox_of_ours()] if settings.HAS_SANDBOX else []
    return next((one for one in own + sandbox if not one.fault), None)


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


def _sandbox_of_ours() -> Provider:
    smtp = SmtpSettings("127.0.0.1", settings.SANDBOX_SMTP_PORT, "none")
    return Provider(0, smtp, "adimple@adimple.test", "Adimple", SANDBOX_PER_SECOND)


def _sandbox(speaker: Speaker) -> Provider:
    fault = "" if settings.HAS_SANDBOX else "Falta o servidor de e-mail deste credor: cadastre-o em Configurações."
    smtp = SmtpSettings("127.0.0.1", settings.SANDBOX_SMTP_PORT, "none")
    return Provider(speaker.id, smtp, f"{speaker.slug}@adimple.test", speaker.name, SANDBOX_PER_SECOND, fault)
