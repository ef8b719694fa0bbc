"""The staff's day: calls made and written down, letters posted, contestações answered."""

from dataclasses import dataclass
from datetime import date, timedelta

from adimple.cli.demo.natures import chance
from adimple.cli.demo.people import Call, Crowd
from adimple.cli.demo.portfolio import Portfolio
from adimple.store.reads import devedores, tasks
from adimple.usecases import place_hold, record_outcome
from adimple.usecases.context import Context

_TASKS_A_TURN = 5  # what a small team does between two looks at the list
_DISPUTE_DAYS = 6
_DISPUTE_ANSWERED = 700  # of a thousand, in those days
_ANSWER = "Enviamos o contrato e o histórico; a pessoa reconheceu a dívida."


@dataclass(frozen=True, slots=True)
class _Dispute:
    devedor_id: int
    answered_on: date


class Staff:
    """Works the tasks that are due, oldest first, and answers who does not recognise a debt."""

    def __init__(self, crowd: Crowd, portfolio: Portfolio, ids: dict[str, int]) -> None:
        self._crowd = crowd
        self._slugs = {credor_id: slug for slug, credor_id in ids.items()}
        self._people = {titulo.person.name: titulo.person.number for titulo in portfolio.titulos}
        self._disputes: list[_Dispute] = []

    def call(self, ctx: Context) -> int:
        """A turn of calls; how many."""
        due = [row for row in tasks.list_open(ctx.scope, _TASKS_A_TURN) if row.due_at <= ctx.now]
        for row in due:
            call = self._outcome(row, ctx.on)
            command = record_outcome.RecordOutcome(task_id=row.id, outcome=call.outcome, promised_on=call.pays_on)
            record_outcome.record_outcome(ctx, command)
        return len(due)

    def note_dispute(self, devedor_id: int, on: date) -> None:
        """Somebody does not recognise a debt: most are answered within a week, some wait."""
        if chance(_DISPUTE_ANSWERED, devedor_id, on, "responde"):
            self._disputes.append(_Dispute(devedor_id, on + timedelta(days=_DISPUTE_DAYS)))

    def answer_disputes(self, ctx: Context) -> None:
        due = [dispute for dispute in self._disputes if dispute.answered_on <= ctx.on]
        self._disputes = [dispute for dispute in self._disputes if dispute.answered_on > ctx.on]
        for dispute in due:
            for hold in devedores.holds(ctx.scope, dispute.devedor_id, ctx.on):
                if hold.kind == "contestacao":
                    place_hold.lift_hold(ctx, hold.id, _ANSWER)

    def _outcome(self, row: tasks.TaskRow, on: date) -> Call:
        """A letter is posted and a message written by hand goes; a call ends as the person decides."""
        if row.channel != "phone":
            return Call("talked")
        return self._crowd.answer_call(self._people[row.devedor_name], self._slugs[row.credor_id], on)
