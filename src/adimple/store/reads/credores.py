"""Credores as the console shows them: their data, whether their messages leave, their people."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.reads import balances
from adimple.store.scope import Scope

OPERATING_ROLES = ("owner", "manager", "operator")
WAITING_CEILING = 10_000


@dataclass(frozen=True, slots=True)
class CredorRow:
    id: int
    slug: str
    name: str
    document: str
    address: str
    email: str
    phone: str
    uf: str
    city: str
    pix_key: str
    is_agency: bool
    records_calls: bool
    released_at: datetime | None
    released_on: date | None
    oldest_days_late: int
    daily_ceiling: int
    stopped_at: datetime | None
    closed_at: datetime | None
    closed_contact: str

    @property
    def sending(self) -> str:
        """closed · ensaio · stopped · on"""
        return "closed" if self.closed_at else state_of(self.released_at, self.stopped_at)


@dataclass(frozen=True, slots=True)
class LastImport:
    id: int
    name: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Sending:
    """Whether the messages of a scope leave: "" without open credores, else ensaio · stopped · on."""

    state: str
    in_ensaio: int
    paused: int
    can_stop: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a credor still has to do, and what it would keep were it closed. Above WAITING_CEILING: more than that."""

    actions: int
    tasks: int
    titulos: int


@dataclass(frozen=True, slots=True)
class SmtpRow:
    """How a credor sends e-mail. The password never leaves the store; `has_password` says there is one."""

    host: str
    port: int
    security: str
    username: str
    has_password: bool
    from_email: str
    from_name: str
    per_second: int
    tested_at: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A version of what is charged on títulos that fall due from `effective_on` on."""

    kind: str
    effective_on: date
    policy: EncargosPolicy


def exists_account() -> bool:
    """Whether anybody can log in yet; the first-run page asks, before there is any scope."""
    return models.Account.objects.exists()


def list_credores(scope: Scope) -> list[CredorRow]:
    """In order of name."""
    rows = models.Credor.objects.filter(id__in=scope.credor_ids).order_by("name", "id")
    return [_row(credor) for credor in rows]


def last_imports(scope: Scope) -> dict[int, LastImport]:
    """By credor, the last sheet that was written."""
    rows = models.ImportFile.objects.filter(credor_id__in=scope.credor_ids, written_at__isnull=False)
    latest = rows.order_by("credor_id", "-written_at", "-id").distinct("credor_id")
    return {
        credor_id: LastImport(import_id, name, written_at)
        for credor_id, import_id, name, written_at in latest.values_list("credor_id", "id", "name", "written_at")
    }


def get_credor(scope: Scope, slug: str) -> CredorRow:
    """By slug. Raises NotFound."""
    credor = models.Credor.objects.filter(id__in=scope.credor_ids, slug=slug).first()
    if credor is None:
        raise NotFound
    return _row(credor)


def sending(scope: Scope) -> Sending:
    open_ = models.Credor.objects.filter(id__in=scope.credor_ids, closed_at__isnull=True)
    rows = list(open_.values_list("id", "released_at", "stopped_at"))
    states = {credor_id: state_of(released_at, stopped_at) for credor_id, released_at, stopped_at in rows}
    found = set(states.values())
    overall = next((state for state in ("on", "stopped", "ensaio") if state in found), "")
    mine = [credor_id for credor_id, state in states.items() if state == "on"]
    return Sending(
        state=overall,
        in_ensaio=sum(state == "ensaio" for state in states.values()),
        paused=sum(state == "stopped" for state in states.values()),
        can_stop=any(scope.role_over(credor_id) in OPERATING_ROLES for credor_id in mine),
    )


def state_of(released_at: datetime | None, stopped_at: datetime | None) -> str:
    if released_at is None:
        return "ensaio"
    return "stopped" if stopped_at else "on"


def what_waits(scope: Scope, credor_id: int) -> Waiting:
    """Actions not sent yet, tasks not done, títulos open; of each at most WAITING_CEILING and one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM (SELECT FROM action WHERE credor_id = ANY(%(mine)s)
                                          AND state IN ('planned', 'leased', 'task') LIMIT %(most)s) a),
                   (SELECT count(*) FROM (SELECT FROM task WHERE credor_id = ANY(%(mine)s) AND outcome = ''
                                          LIMIT %(most)s) k),
                   (SELECT count(*) FROM (SELECT FROM titulo WHERE credor_id = ANY(%(mine)s) AND closed_on IS NULL
                                          LIMIT %(most)s) t)
            """,
            {"mine": scope.only(credor_id).credor_ids, "most": WAITING_CEILING + 1},
        )
        return Waiting(*cursor.fetchone())


def get_smtp(scope: Scope, credor_id: int) -> SmtpRow | None:
    """The e-mail settings of a credor; None while they are the sandbox's."""
    row = models.ChannelSetting.objects.filter(
        Q(credor_id=credor_id) & Q(credor_id__in=scope.credor_ids), channel="email"
    ).first()
    if row is None:
        return None
    return SmtpRow(
        row.host, row.port, row.security, row.username, bool(row.password_sealed),
        row.from_email, row.from_name, row.per_second, row.tested_at,
    )  # fmt: skip


def list_policies(scope: Scope, credor_id: int) -> list[PolicyRow]:
    """Every version, newest first."""
    rows = models.EncargosPolicy.objects.filter(Q(credor_id=credor_id) & Q(credor_id__in=scope.credor_ids))
    return [
        PolicyRow(row.kind, row.effective_on, balances.policy_of(row)) for row in rows.order_by("-effective_on", "kind")
    ]


def _row(credor: models.Credor) -> CredorRow:
    return CredorRow(
        id=credor.id,
        slug=credor.slug,
        name=credor.name,
        document=credor.document,
        address=credor.address,
        email=credor.email,
        phone=credor.phone,
        uf=credor.uf,
        city=credor.city,
        pix_key=credor.pix_key,
        is_agency=credor.is_agency,
        records_calls=credor.records_calls,
        released_at=credor.released_at,
        released_on=credor.released_on,
        oldest_days_late=credor.oldest_days_late,
        daily_ceiling=credor.daily_ceiling,
        stopped_at=credor.stopped_at,
        closed_at=credor.closed_at,
        closed_contact=credor.closed_contact,
    )
