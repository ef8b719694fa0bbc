"""Whether each open task may be done at this minute: the same rules as a message, asked when somebody looks."""

from dataclasses import dataclass

from adimple.domain.conduct.reasons import Reason, reason_of
from adimple.domain.conduct.verdict import Kind, Verdict
from adimple.store.reads import moment
from adimple.store.reads import tasks as reads
from adimple.store.reads.balances import TituloSaldo, Total, total_of
from adimple.store.reads.moment import ContactRow, History, Item
from adimple.store.reads.tasks import TaskRow
from adimple.usecases.asking import Question, ask
from adimple.usecases.context import Context


@dataclass(frozen=True, slots=True)
class AskedTask:
    """`reason` None: the rules allow it. `hour`: whether it is time. `titulos`: open ones it is about."""

    row: TaskRow
    titulos: tuple[TituloSaldo, ...]
    owed: Total
    reason: Reason | None
    hour: Verdict

    @property
    def is_open_now(self) -> bool:
        return self.hour.kind != Kind.DELAY


def ask_tasks(ctx: Context, rows: list[TaskRow]) -> list[AskedTask]:
    """One for each row, in order; set-based reads."""
    devedor_ids = [row.devedor_id for row in rows]
    titulos = reads.titulos_of(ctx.scope, rows)
    speakers = moment.speakers(ctx.scope, [row.credor_id for row in rows])
    people = moment.people(ctx.scope, devedor_ids)
    holds = moment.holds(ctx.scope, devedor_ids, ctx.on)
    consents = moment.consents(ctx.scope, devedor_ids)
    histories = moment.histories(ctx.scope, devedor_ids, ctx.on)
    return [
        _asked(
            ctx,
            row,
            titulos[row.id],
            Question(
                channel=row.channel,
                speaker=speakers[row.credor_id],
                person=people[row.devedor_id],
                contact=_contact(row),
                items=[_item(titulo) for titulo in titulos[row.id]],
                titulos={titulo.id: titulo for titulo in titulos[row.id]},
                holds=holds.get(row.devedor_id, []),
                consent=consents.get((row.devedor_id, row.channel)),
                history=histories.get(row.person_key, History()),
                is_asked_for=row.action_id is None,
            ),
        )
        for row in rows
    ]


def _asked(ctx: Context, row: TaskRow, titulos: list[TituloSaldo], question: Question) -> AskedTask:
    asked = ask(question, ctx.now)
    return AskedTask(
        row=row,
        titulos=tuple(titulos),
        owed=total_of(titulo.priced(ctx.on) for titulo in titulos),
        reason=reason_of(asked.refused_by) if asked.refused_by else None,
        hour=asked.hour,
    )


def _contact(row: TaskRow) -> ContactRow | None:
    kind = "email" if row.channel == "email" else "phone"
    return ContactRow(row.contact_id, kind, row.address, row.is_wrong) if row.contact_id else None


def _item(titulo: TituloSaldo) -> Item:
    return Item(0, 0, titulo.id, titulo.due_on, "")
