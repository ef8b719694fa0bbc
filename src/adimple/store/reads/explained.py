"""What "por quê?" asks of the tables: who the devedor is, what was written on a day, the proof of what was sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class DevedorFacts:
    id: int
    credor_id: int
    credor_name: str
    credor_in_ensaio: bool
    credor_stopped: bool
    credor_released_on: date | None
    credor_closed_on: date | None
    oldest_days_late: int
    name: str
    document: str
    kind: str
    profile: str
    uf: str


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """What the night wrote for a título on a day; `state` is its action's, or "refused"."""

    titulo_id: int
    on: date
    step_code: str
    regua_version: int
    channel: str | None
    due_at: datetime | None
    state: str
    blocked_by: str | None
    action_id: int | None
    is_expired: bool


@dataclass(frozen=True, slots=True)
class DispatchProof:
    id: int
    channel: str
    started_at: datetime
    status: str
    subject: str
    body: str
    body_sha256: str
    template: str
    template_sha256: str
    regua_version: int
    provider_id: str
    verdicts: list[dict]


def devedor(scope: Scope, devedor_id: int) -> DevedorFacts:
    """Raises NotFound when there is none in the scope."""
    row = models.Devedor.objects.select_related("credor").filter(id=devedor_id, credor_id__in=scope.credor_ids).first()
    if row is None:
        raise NotFound
    return DevedorFacts(
        id=row.id,
        credor_id=row.credor_id,
        credor_name=row.credor.name,
        credor_in_ensaio=row.credor.released_at is None,
        credor_stopped=row.credor.stopped_at is not None,
        credor_released_on=row.credor.released_on,
        credor_closed_on=_day(row.credor.closed_at),
        oldest_days_late=row.credor.oldest_days_late,
        name=row.name,
        document=row.document,
        kind=row.kind,
        profile=row.profile,
        uf=row.uf,
    )


def _day(at: datetime | None) -> date | None:
    return at.astimezone(ZoneInfo("America/Sao_Paulo")).date() if at else None


def devedor_names(scope: Scope, devedor_ids: Iterable[int]) -> dict[int, str]:
    rows = models.Devedor.objects.filter(id__in=list(devedor_ids), credor_id__in=scope.credor_ids)
    return dict(rows.values_list("id", "name"))


def find_devedor_ids(scope: Scope, text: str) -> list[int]:
    """By our own number, or by CPF or CNPJ (several credores may have the same person)."""
    bare = "".join(character for character in text if character.isalnum()).upper()
    rows = models.Devedor.objects.filter(credor_id__in=scope.credor_ids)
    found = list(rows.filter(document=bare).order_by("id").values_list("id", flat=True)) if len(bare) >= 11 else []
    if not found and bare.isdecimal() and len(bare) < 19:
        found = list(rows.filter(id=int(bare)).values_list("id", flat=True))
    return found


def written_items(scope: Scope, devedor_id: int, on: date) -> list[WrittenItem]:
    """Items of the devedor planned or refused up to `on`, newest first; of other days, not those expired by then.

    Those of the day itself all tell what happened on it; of a day that goes on, an expired one may be planned again.
    """
    rows = models.ActionItem.objects.select_related("action").filter(
        devedor_id=devedor_id, credor_id__in=scope.credor_ids, on__lte=on
    )
    rows = rows.exclude(expired_on__lte=on, on__lt=on)
    return [
        WrittenItem(
            titulo_id=row.titulo_id,
            on=row.on,
            step_code=row.step_code,
            regua_version=row.regua_version,
            channel=row.action.channel if row.action else None,
            due_at=row.action.due_at if row.action else None,
            state=row.action.state if row.action else "refused",
            blocked_by=row.action.blocked_by if row.action else row.blocked_by,
            action_id=row.action_id,
            is_expired=row.expired_on is not None,
        )
        for row in rows.order_by("-on", "-id")
    ]


def last_dispatch(scope: Scope, devedor_id: int, on: date) -> DispatchProof | None:
    """The latest attempt for an action of the day."""
    row = (
        models.Dispatch.objects.filter(devedor_id=devedor_id, credor_id__in=scope.credor_ids, action__on=on)
        .order_by("-id")
        .first()
    )
    if row is None:
        return None
    return DispatchProof(
        id=row.id,
        channel=row.channel,
        started_at=row.started_at,
        status=row.status,
        subject=row.subject,
        body=row.body,
        body_sha256=row.body_sha256,
        template=row.template,
        template_sha256=row.template_sha256,
        regua_version=row.regua_version,
        provider_id=row.provider_id,
        verdicts=row.verdicts,
    )
