"""The verbs of the scenarios: one line of a test is one thing somebody does."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from adimple.cycle import run
from adimple.cycle.apply import CredorCounts
from adimple.sandbox.inbox import Sandbox
from adimple.sandbox.reader import Message, read_message
from adimple.store import models
from adimple.store.reads import access, tasks
from adimple.usecases import (
    answer_link,
    create_owner,
    expire_actions,
    import_payments,
    import_titulos,
    place_hold,
    record_outcome,
    release_sending,
)
from adimple.usecases.context import SAO_PAULO, Actor, Context
from adimple.usecases.import_titulos import Imported, ImportFile
from adimple.worker import dispatch
from adimple.worker.dispatch import Counts, Senders

OWNER = "olga@exemplo.test"
TITULOS_HEADER = "Número;Nome;CPF;E-mail;Celular;UF;Vencimento;Valor;Descrição"
PAYMENTS_HEADER = "Número;CPF;Data do pagamento;Valor pago"


@dataclass
class Story:
    """A school and whoever owes to it. Days are 2026's; hours are São Paulo's."""

    sandbox: Sandbox

    def open_school(self, at: datetime) -> None:
        """Olga makes her access and her school."""
        command = create_owner.CreateOwner(
            name="Olga Exemplo",
            email=OWNER,
            password="tres palavras juntas",
            credor_name="Colégio Exemplo",
            credor_document="11.222.333/0001-81",
            credor_address="Rua do Modelo, 100, São Paulo, SP",
            credor_email="financeiro@colegio-exemplo.test",
            credor_slug="colegio-exemplo",
        )
        create_owner.create_owner(Context(Actor(OWNER), access.no_scope(), at), command)

    def bring_titulos(self, at: datetime, *rows: str) -> Imported:
        file = ImportFile(
            credor_id=self.school.id, name="mensalidades.csv", content="\n".join([TITULOS_HEADER, *rows]).encode()
        )
        return import_titulos.import_titulos(self.context(at, OWNER), file)

    def bring_payments(self, at: datetime, *rows: str) -> Imported:
        file = ImportFile(
            credor_id=self.school.id, name="baixas.csv", content="\n".join([PAYMENTS_HEADER, *rows]).encode()
        )
        return import_payments.import_payments(self.context(at, OWNER), file)

    def release(self, at: datetime) -> None:
        command = release_sending.ReleaseSending(oldest_days_late=60, daily_ceiling=50)
        release_sending.release_sending(self.context(at, OWNER), self.school.id, command)

    def plan(self, on: date) -> list[CredorCounts]:
        """The night of a day, at two in the morning: one row for each credor that sends."""
        return run.run_night(self.context(at(on, 2), "noite"), on)

    def send(self, at: datetime) -> Counts:
        """Everything due by this hour."""
        senders = Senders()
        counts = dispatch.dispatch_due(self.context(at, "envio"), senders)
        senders.close()
        return counts

    def end_day(self, on: date) -> None:
        expire_actions.expire_day(self.context(at(on, 23), "fim do dia"), on)

    def letters_to(self, address: str) -> list[Message]:
        """What arrived for somebody, the oldest first."""
        rows = self.sandbox.mailbox.sent_to(address, limit=100)
        return [read_message(self.sandbox.mailbox.read(row.number)) for row in reversed(rows)]

    def answer(self, at: datetime, letter: Message, kind: str) -> None:
        """Somebody opens the link of a message they got and presses a button."""
        answer_link.answer(self.context(at, "link"), _token(letter), answer_link.Answer(kind=kind))

    def take_back(self, at: datetime, letter: Message, kind: str) -> None:
        answer_link.take_back(self.context(at, "link"), _token(letter), kind)

    def call(self, at: datetime, outcome: str, promised_on: date | None = None) -> None:
        """The staff does the one open task."""
        (task,) = tasks.list_open(access.whole_scope())
        command = record_outcome.RecordOutcome(task_id=task.id, outcome=outcome, promised_on=promised_on)
        record_outcome.record_outcome(self.context(at, OWNER), command)

    def lift_hold(self, at: datetime, kind: str, reason: str) -> None:
        hold = models.Hold.objects.get(kind=kind, lifted_at__isnull=True)
        place_hold.lift_hold(self.context(at, OWNER), hold.id, reason)

    def context(self, at: datetime, actor: str) -> Context:
        return Context(Actor(actor), access.whole_scope(), at)

    @property
    def school(self) -> models.Credor:
        return models.Credor.objects.get(slug="colegio-exemplo")


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), SAO_PAULO).astimezone(UTC)


def november(day: int) -> date:
    """2026: the 2nd is a Monday and a feriado, the 15th a Sunday and a feriado, the 20th a Friday and a feriado."""
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def _token(letter: Message) -> str:
    (link,) = {link for link in letter.links if "/p/" in link}
    return link.rpartition("/")[2]


def actions_on(on: date) -> list[tuple[str, str, str]]:
    """(whose, channel, state) of a day, by name."""
    rows = models.Action.objects.filter(on=on).order_by("devedor__name_key")
    return list(rows.values_list("devedor__name", "channel", "state"))


def events_of(name: str) -> list[str]:
    """What happened to somebody, in order."""
    rows = models.Event.objects.filter(devedor__name=name).order_by("id")
    return list(rows.values_list("name", flat=True))
