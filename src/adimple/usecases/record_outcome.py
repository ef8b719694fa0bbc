"""What came of a task a person did: falou, não atendeu, número errado, prometeu pagar em D, recusou."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from adimple.domain import calendar, events, money
from adimple.domain.conduct import windows
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import journal, models
from adimple.store.reads import balances, moment
from adimple.store.writes import actions, tasks
from adimple.usecases import mark_contact, place_hold
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open
from adimple.usecases.place_hold import PlaceHold

TALKED, NO_ANSWER, WRONG_NUMBER, PROMISED, REFUSED = OUTCOMES = (
    "talked", "no_answer", "wrong_number", "promised", "refused",
)  # fmt: skip
LONGEST_PROMISE_DAYS = 60
MAX_NOTE_CHARS = 500
_HEARD = (TALKED, PROMISED, REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome:
    """`promised_on` and `cents` go with `promised`; without `cents`, what is already due, as it will be that day."""

    task_id: int
    outcome: str
    promised_on: date | None = None
    cents: int | None = None
    note: str = ""


@transaction.atomic
def record_outcome(ctx: Context, command: RecordOutcome) -> models.Task:
    """The task, closed. Raises NotFound, Invalid, and Refused when it was already closed."""
    task = models.Task.objects.select_for_update().filter(id=command.task_id).first()
    if task is None:
        raise NotFound
    require_open(ctx, task.credor_id, "operator")
    if command.outcome not in OUTCOMES:
        raise Invalid("outcome", "Escolha o que aconteceu.")
    if task.outcome:
        raise Refused("task.done", "Esta tarefa já foi encerrada. Veja o resultado na lista das feitas.")
    task.outcome, task.outcome_at, task.outcome_by = command.outcome, ctx.now, ctx.actor.name
    task.note = " ".join(command.note.split())[:MAX_NOTE_CHARS]
    task.save(update_fields=["outcome", "outcome_at", "outcome_by", "note"])
    if task.action_id is not None:
        actions.settle_task(task.action_id)
    _follow(ctx, task, command)
    journal.record(ctx, events.TaskDone(task.credor_id, task.devedor_id, task.id, command.outcome))
    return task


def _follow(ctx: Context, task: models.Task, command: RecordOutcome) -> None:
    """What the outcome changes beyond the task itself."""
    if command.outcome == PROMISED:
        _promise(ctx, task, command)
    if command.outcome == WRONG_NUMBER and task.contact_id is not None:
        mark_contact.mark_wrong(ctx, task.contact_id, "wrong_number")
        if task.action_id is not None:
            actions.release_items([task.action_id], ctx.on)
    if task.action_id is None:  # the devedor asked to talk
        if command.outcome in _HEARD:
            _answered(ctx, task)
        else:
            _call_again(ctx, task)


def _promise(ctx: Context, task: models.Task, command: RecordOutcome) -> None:
    """The promise, and the hold until its day, that day included."""
    on = command.promised_on
    if on is None or not ctx.on <= on <= ctx.on + timedelta(days=LONGEST_PROMISE_DAYS):
        last = calendar.format_date(ctx.on + timedelta(days=LONGEST_PROMISE_DAYS))
        raise Invalid("promised_on", f"Escolha o dia prometido, de hoje até {last}.")
    titulos = balances.of_devedor(ctx.scope, task.devedor_id)
    owed_cents = sum(titulo.owed(on).total_cents for titulo in titulos)
    if owed_cents == 0:
        raise Refused("promise.nothing", "Esta pessoa não deve mais nada: não há o que prometer.")
    due_cents = sum(titulo.owed(on).total_cents for titulo in titulos if titulo.due_on <= ctx.on)
    cents = command.cents if command.cents is not None else due_cents or owed_cents
    if not 0 < cents <= owed_cents:
        raise Invalid("cents", f"O valor prometido vai até {money.format_brl(owed_cents)}, o total naquele dia.")
    reason = f"Prometeu pagar {money.format_brl(cents)} em {calendar.format_date(on)}."
    _end_decided(ctx, task.devedor_id)
    hold = place_hold.place_hold(
        ctx, PlaceHold(devedor_id=task.devedor_id, kind="promise", until=on, reason=reason, source="promise")
    )
    # Promised again before its day: what was said last counts, from when it was said.
    fields = {"promised_on": on, "amount_cents": cents, "made_at": ctx.now, "source": "call"}
    promise, _ = models.Promise.objects.update_or_create(
        hold=hold,
        defaults=fields,
        create_defaults=fields | {"credor_id": task.credor_id, "devedor_id": task.devedor_id},
    )
    journal.record(ctx, events.PromiseMade(task.credor_id, task.devedor_id, promise.id, on, cents))


def _end_decided(ctx: Context, devedor_id: int) -> None:
    """A promise already kept is a fact: a new one has a pause of its own."""
    holds = models.Hold.objects.filter(
        devedor_id=devedor_id, kind="promise", lifted_at__isnull=True, promise__promiseoutcome__isnull=False
    )
    for hold in holds.distinct().order_by("id"):
        place_hold.lift_hold(ctx, hold.id, "Fez outra promessa.")


def _answered(ctx: Context, task: models.Task) -> None:
    """Somebody talked to who asked for it: the pause they asked for ends."""
    asked = models.Hold.objects.filter(devedor_id=task.devedor_id, kind="human", lifted_at__isnull=True)
    for hold in asked.order_by("id"):
        place_hold.lift_hold(ctx, hold.id, "Uma pessoa da equipe falou com o devedor.")


def _call_again(ctx: Context, task: models.Task) -> None:
    """Who asked to talk is called until somebody answers: the next day, on another number if this one was wrong."""
    devedor = task.devedor
    tomorrow = ctx.now + timedelta(days=1)
    again = models.Task(
        credor_id=task.credor_id,
        devedor=devedor,
        person_key=task.person_key,
        channel=task.channel,
        contact_id=moment.phone_to_call(ctx.scope, devedor.id),
        script=task.script,
        due_at=windows.next_open(tomorrow, devedor.uf or None, task.channel, devedor.kind, task.credor.is_agency),
        created_at=ctx.now,
    )
    tasks.open_tasks([again])
    journal.record(ctx, events.TaskOpened(task.credor_id, task.devedor_id, again.id, again.channel))
