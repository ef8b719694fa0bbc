"""The first page: what is open, what comes in, what goes out today, and what to do first."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adimple.cycle import preview
from adimple.domain import aging, encargos, phrases
from adimple.domain.conduct.reasons import Reason, reason_of
from adimple.domain.regua import document
from adimple.store.reads import credores, index_needs
from adimple.store.reads import painel as reads
from adimple.web import kept
from adimple.web.console.staff import chosen_open, credores_of

ALIVE_SECONDS = 120
CHART_DAYS = 30
PREVIEWED_ITSELF = 50_000  # of a larger portfolio the preview takes seconds: it waits for a click
# Ours to say: what each state of an action is called, and its chip's tone and icon. Also the order of the columns.
_TONES = {
    "planned": ("", "clock"),
    "leased": ("go", "send"),
    "sent": ("ok", "ok"),
    "task": ("go", "phone"),
    "done": ("ok", "ok"),
    "refused": ("rule", "rule"),
    "failed": ("fail", "warn"),
    "uncertain": ("draft", "help"),
    "expired": ("", "history"),
}
STATES = {state: (word, *_TONES[state]) for state, word in phrases.ACTION_STATES.items()}


@dataclass(frozen=True, slots=True)
class Band:
    """One band of the ageing: títulos, principal, part of the whole in ppb."""

    bucket: aging.Bucket
    titulos: int
    principal_cents: int
    part_ppb: int


@dataclass(frozen=True, slots=True)
class Ageing:
    bands: list[Band]
    titulos: int
    principal_cents: int
    overdue_titulos: int
    overdue_cents: int
    largest_cents: int

    @property
    def overdue_ppb(self) -> int:
        return _part(self.overdue_cents, self.principal_cents)


@dataclass(frozen=True, slots=True)
class StepLine:
    label: str
    channel: str
    states: list[tuple[str, str, str, int]]
    actions: int


@dataclass(frozen=True, slots=True)
class RefusalLine:
    reason: Reason
    items: int


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """The plan of a credor in ensaio; `steps` are (label, títulos), in the order of the régua."""

    credor: credores.CredorRow
    found: preview.Preview
    steps: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """The sums over everything that is open and over the whole day: dear in a large portfolio."""

    due: list[reads.DueRow]
    planned: list[reads.PlannedRow]
    refused: list[reads.RefusedRow]
    received_cents: int


@dataclass(frozen=True, slots=True)
class Worker:
    process: str
    beat_at: object
    said: str
    is_alive: bool


def painel(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    on = request.ctx.on
    counted = kept.figure(("painel", on, *scope.credor_ids), lambda: _counted(scope, on), request.ctx.now)
    due = counted.value.due
    sending = credores.sending(scope)
    page = {
        "on": on,
        "credores": credores_of(request),
        "slug": slug,
        "ageing": ageing(due, on),
        "next_7": _falling_due(due, on, 7),
        "next_30": _falling_due(due, on, 30),
        "promised": reads.promised(scope, on, 30),
        "since": _since(on),
        "received_cents": counted.value.received_cents,
        "chart": _days(due, on, CHART_DAYS),
        "steps": _plan(scope, counted.value.planned),
        "refusals": [RefusalLine(reason_of(row.blocked_by), row.items) for row in counted.value.refused],
        "counted": counted,
        "workers": _workers(request, scope),
        "missed": reads.nights_missed(scope, on),
        "last_night": reads.last_night(scope),
        "first": reads.first_steps(scope),
        "sending": sending,
        "needs": index_needs.missing(scope, on),
        "preview_waits": sum(row.titulos for row in due) > PREVIEWED_ITSELF,
    }
    return render(request, "console/painel.html", page)


def previa(request: HttpRequest) -> HttpResponse:
    """What would leave today were the credores in ensaio released: asked apart, for it plans a whole portfolio."""
    scope, slug = chosen_open(request)
    known = reads.step_days(scope)
    plans = [
        _previewed(who, preview.preview(request.ctx, who.id, request.ctx.on), known)
        for who in credores.list_credores(scope)
        if who.sending == "ensaio"
    ]
    return render(request, "console/previa.html", {"plans": plans, "on": request.ctx.on, "slug": slug})


def ageing(due: list[reads.DueRow], on: date) -> Ageing:
    """The six bands, by days late as the law counts them: a due date without bank service is not late the next day."""
    titulos: Counter[str] = Counter()
    cents: Counter[str] = Counter()
    for row in due:
        code = aging.bucket_of(encargos.days_late(due_on=row.due_on, on=on)).code
        titulos[code] += row.titulos
        cents[code] += row.principal_cents
    whole = cents.total()
    bands = [
        Band(bucket, titulos[bucket.code], cents[bucket.code], _part(cents[bucket.code], whole))
        for bucket in aging.BUCKETS
    ]
    return Ageing(
        bands=bands,
        titulos=titulos.total(),
        principal_cents=whole,
        overdue_titulos=titulos.total() - bands[0].titulos,
        overdue_cents=whole - bands[0].principal_cents,
        largest_cents=max(band.principal_cents for band in bands),
    )


def _part(cents: int, whole: int) -> int:
    """To a tenth of a percent, in ppb."""
    return encargos.policy.ONE_PERCENT // 10 * ((cents * 1_000 + whole // 2) // whole) if whole else 0


def _falling_due(due: list[reads.DueRow], on: date, days: int) -> reads.DueRow:
    """What falls due in the `days` after today."""
    last = on + timedelta(days=days)
    rows = [row for row in due if on < row.due_on <= last]
    return reads.DueRow(last, sum(row.titulos for row in rows), sum(row.principal_cents for row in rows))


def _days(due: list[reads.DueRow], on: date, days: int) -> list[reads.DueRow]:
    """One row a day, today first, empty days too."""
    by_day = {row.due_on: row for row in due}
    every = [on + timedelta(days=day) for day in range(days + 1)]
    return [by_day.get(day, reads.DueRow(day, 0, 0)) for day in every]


def _counted(scope, on: date) -> Counted:
    received_cents = reads.received_cents(scope, _since(on), on)
    return Counted(reads.open_by_due(scope), reads.planned_on(scope, on), reads.refused_on(scope, on), received_cents)


def _since(on: date) -> date:
    """The first of the thirty days that end on `on`."""
    return on - timedelta(days=29)


def _plan(scope, planned: list[reads.PlannedRow]) -> list[StepLine]:
    """Today's actions, a line for each step and channel, in the order of the régua."""
    known = reads.step_days(scope)
    counts: dict[tuple[int, str, str], Counter[str]] = {}
    for row in planned:
        kind, day = known.get((row.credor_id, row.step_code), ("", 0))
        label = document.step_label(kind, day) if kind else row.step_code
        counts.setdefault((day, label, row.channel), Counter())[row.state] += row.actions
    return [
        StepLine(
            label,
            phrases.channel(channel),
            [(*STATES[state], of_state[state]) for state in STATES if of_state[state]],
            of_state.total(),
        )
        for (_, label, channel), of_state in sorted(counts.items())
    ]


def _previewed(who: credores.CredorRow, found: preview.Preview, known: dict) -> PreviewLine:
    steps = sorted((*known.get((who.id, count.code), ("", 0))[::-1], count) for count in found.by_step)
    lines = [(document.step_label(kind, day) if kind else count.code, count.titulos) for day, kind, count in steps]
    return PreviewLine(who, found, lines)


def _workers(request: HttpRequest, scope) -> list[Worker]:
    now = request.ctx.now
    return [
        Worker(row.process, row.beat_at, row.said, (now - row.beat_at).total_seconds() < ALIVE_SECONDS)
        for row in reads.heartbeats(scope)
    ]
