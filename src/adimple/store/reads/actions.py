"""A day's actions and refusals as the console lists them; one action with its proof."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.reads import balances
from adimple.store.reads.listing import OF_DEVEDOR, search
from adimple.store.scope import Scope

# A tab of the page → the states of an action it shows. `adiadas` are planned ones that waited; `recusadas` also holds
# the títulos that the night refused, which never became an action.
TABS = {
    "todas": ("planned", "leased", "sent", "task", "done", "refused", "failed", "uncertain", "expired"),
    "planejadas": ("planned", "leased"),
    "enviadas": ("sent",),
    "tarefas": ("task", "done"),
    "adiadas": ("planned",),
    "recusadas": ("refused",),
    "falharam": ("failed", "uncertain"),
    "expiradas": ("expired",),
}


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """`text`: the beginning of a name or of a título's number, or a whole CPF/CNPJ."""

    tab: str = "todas"
    text: str = ""
    channel: str = ""
    step_code: str = ""

    def __post_init__(self) -> None:
        if self.tab not in TABS:
            raise Invalid("aba", "Esta lista não existe. Escolha uma das abas.")


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line: an action, or (`is_refused_item`) a título the night refused. `titulos` are names people know."""

    id: int
    is_refused_item: bool
    at: datetime
    credor_id: int
    credor_name: str
    devedor_id: int
    devedor_name: str
    channel: str
    step_code: str
    state: str
    blocked_by: str
    note: str
    titulos: tuple[str, ...]
    owed: balances.Total


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    at: datetime
    status: str
    code: str
    phrase: str


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One attempt, as it was kept before leaving, and what the provider answered."""

    id: int
    attempt: int
    channel: str
    address: str
    subject: str
    body: str
    body_sha256: str
    template: str
    template_sha256: str
    regua_version: int
    started_at: datetime
    settled_at: datetime | None
    status: str
    provider_id: str
    amounts: dict[str, Any]
    verdicts: list[dict[str, Any]]
    receipts: tuple[ReceiptRow, ...]


@dataclass(frozen=True, slots=True)
class ActionProof:
    row: ActionRow
    on: date
    due_at: datetime
    attempts: int
    regua_version: int
    template: str
    proofs: tuple[ProofRow, ...]


# Of one credor c, so that its index of the day gives the last ones first.
_ACTIONS = """
    SELECT a.due_at AS at, 1 AS source, a.id, a.credor_id, a.devedor_id, a.channel, a.step_code, a.state,
           COALESCE(a.blocked_by, '') AS blocked_by, a.note
    FROM action a {devedor}
    WHERE a."on" = %(on)s AND a.credor_id = c.id AND a.state = ANY(%(states)s) {filters}
    ORDER BY a.due_at DESC, a.id DESC LIMIT %(most)s
"""
_REFUSED_ITEMS = """
    SELECT %(midnight)s, 0, i.id, i.credor_id, i.devedor_id, '', i.step_code, 'refused', i.blocked_by, ''
    FROM action_item i {devedor}
    WHERE i."on" = %(on)s AND i.credor_id = c.id AND i.blocked_by IS NOT NULL {filters}
    ORDER BY i.id DESC LIMIT %(most)s
"""
_ORDER = "at DESC, source DESC, id DESC"


def list_actions(
    scope: Scope, on: date, wanted: ActionFilter, cursor: str = "", *, size: int = PAGE_SIZE
) -> Page[ActionRow]:
    """From the last hour of the day to the first; what the night refused comes at the end."""
    sql, values = _lines(scope, on, wanted, cursor)
    values["most"] = size + 1
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT day.* FROM credor c CROSS JOIN LATERAL ({sql} ORDER BY {_ORDER} LIMIT %(most)s) day
            WHERE c.id = ANY(%(credores)s) ORDER BY {_ORDER} LIMIT %(most)s
            """,
            values,
        )
        found = cut(run.fetchall(), key=lambda row: (row[0].isoformat(), row[1], row[2]), size=size)
    return Page(_rows(scope, on, found.rows), found.next_cursor)


def count_actions(scope: Scope, on: date) -> dict[str, int]:
    """How many lines each tab has, without filters."""
    with connection.cursor() as run:
        run.execute(
            """
            SELECT state, state = 'planned' AND note <> '', count(*) FROM action
            WHERE "on" = %(on)s AND credor_id = ANY(%(credores)s) GROUP BY 1, 2
            UNION ALL
            SELECT 'refused', false, count(*) FROM action_item
            WHERE "on" = %(on)s AND credor_id = ANY(%(credores)s) AND blocked_by IS NOT NULL
            """,
            {"on": on, "credores": scope.credor_ids},
        )
        counted: Counter[tuple[str, bool]] = Counter()
        for state, waited, rows in run.fetchall():
            counted[state, waited] += rows
    return {
        tab: sum(rows for (state, waited), rows in counted.items() if state in states and (waited or tab != "adiadas"))
        for tab, states in TABS.items()
    }


def get_action(scope: Scope, action_id: int) -> ActionProof:
    """One action with every attempt. Raises NotFound."""
    action = models.Action.objects.filter(id=action_id, credor_id__in=scope.credor_ids).first()
    if action is None:
        raise NotFound
    raw = (
        action.due_at, 1, action.id, action.credor_id, action.devedor_id, action.channel, action.step_code,
        action.state, action.blocked_by or "", action.note,
    )  # fmt: skip
    (row,) = _rows(scope, action.on, [raw])
    return ActionProof(
        row=row,
        on=action.on,
        due_at=action.due_at,
        attempts=action.attempts,
        regua_version=action.regua_version,
        template=action.template,
        proofs=tuple(_proof(sent) for sent in models.Dispatch.objects.filter(action=action).order_by("-attempt")),
    )


def _proof(sent: models.Dispatch) -> ProofRow:
    receipts = models.Receipt.objects.filter(dispatch=sent).order_by("id")
    return ProofRow(
        id=sent.id,
        attempt=sent.attempt,
        channel=sent.channel,
        address=sent.address,
        subject=sent.subject,
        body=sent.body,
        body_sha256=sent.body_sha256,
        template=sent.template,
        template_sha256=sent.template_sha256,
        regua_version=sent.regua_version,
        started_at=sent.started_at,
        settled_at=sent.settled_at,
        status=sent.status,
        provider_id=sent.provider_id,
        amounts=sent.amounts,
        verdicts=sent.verdicts,
        receipts=tuple(ReceiptRow(one.at, one.status, one.code, one.phrase) for one in receipts),
    )


def _lines(scope: Scope, on: date, wanted: ActionFilter, cursor: str) -> tuple[str, dict]:
    """SQL of the lines wanted of a credor c; only our own words are written into it."""
    midnight = datetime.combine(on, time(), ZoneInfo("America/Sao_Paulo"))
    values: dict = {"on": on, "credores": scope.credor_ids, "states": list(TABS[wanted.tab]), "midnight": midnight}
    of_both, of_actions = _filters(scope, wanted, values)
    of_items = ""
    if key := after(cursor, at=datetime.fromisoformat, source=int, id=int):
        values |= key
        of_actions += """ AND a.due_at <= %(after_at)s
            AND (a.due_at, 1, a.id) < (%(after_at)s, %(after_source)s, %(after_id)s)"""
        of_items = " AND (%(midnight)s, 0, i.id) < (%(after_at)s, %(after_source)s, %(after_id)s)"
    whose = "JOIN devedor d ON d.id = {0}.devedor_id AND d.credor_id = c.id" if wanted.text else ""
    actions = _ACTIONS.format(devedor=whose.format("a"), filters=of_both.format("a") + of_actions)
    if wanted.tab not in ("todas", "recusadas") or wanted.channel:
        return f"SELECT * FROM ({actions}) line", values
    items = _REFUSED_ITEMS.format(devedor=whose.format("i"), filters=of_both.format("i") + of_items)
    return f"({actions}) UNION ALL ({items})", values


def _filters(scope: Scope, wanted: ActionFilter, values: dict) -> tuple[str, str]:
    """Conditions on both kinds of line (`{}` is the table), and on actions alone."""
    of_both, of_actions = "", ""
    if wanted.step_code:
        values["step"] = wanted.step_code
        of_both += " AND {}.step_code = %(step)s"
    found_by, found = search(scope, wanted.text)
    if found_by:
        values |= found
        of_both += f" AND {OF_DEVEDOR[found_by]}"
    if wanted.channel:
        values["channel"] = wanted.channel
        of_actions += " AND a.channel = %(channel)s"
    if wanted.tab == "adiadas":
        of_actions += " AND a.note <> ''"
    return of_both, of_actions


def _rows(scope: Scope, on: date, found: list[tuple]) -> list[ActionRow]:
    """The lines with names and what is owed on the day, read once for all of them."""
    named = _titulos_of(scope, found)
    titulos = {one.id: one for one in balances.by_ids(scope, {each for ids in named.values() for each in ids})}
    devedores = dict(models.Devedor.objects.filter(id__in={row[4] for row in found}).values_list("id", "name"))
    credores = dict(models.Credor.objects.filter(id__in={row[3] for row in found}).values_list("id", "name"))
    rows = []
    for at, source, row_id, credor_id, devedor_id, channel, step_code, state, blocked_by, note in found:
        mine = [titulos[each] for each in named.get((source, row_id), []) if each in titulos]
        rows.append(
            ActionRow(
                id=row_id,
                is_refused_item=source == 0,
                at=at,
                credor_id=credor_id,
                credor_name=credores[credor_id],
                devedor_id=devedor_id,
                devedor_name=devedores[devedor_id],
                channel=channel,
                step_code=step_code,
                state=state,
                blocked_by=blocked_by,
                note=note,
                titulos=tuple(titulo.label for titulo in mine),
                owed=balances.total_of(titulo.priced(on) for titulo in mine),
            )
        )
    return rows


def _titulos_of(scope: Scope, found: list[tuple]) -> dict[tuple[int, int], list[int]]:
    """(source, id) of a line → its títulos."""
    items = models.ActionItem.objects.filter(credor_id__in=scope.credor_ids).order_by("due_on", "titulo_id")
    named: dict[tuple[int, int], list[int]] = {}
    of_actions = items.filter(action_id__in=[row[2] for row in found if row[1] == 1])
    for action_id, titulo_id in of_actions.values_list("action_id", "titulo_id"):
        named.setdefault((1, action_id), []).append(titulo_id)
    alone = items.filter(id__in=[row[2] for row in found if row[1] == 0])
    for item_id, titulo_id in alone.values_list("id", "titulo_id"):
        named[0, item_id] = [titulo_id]
    return named
