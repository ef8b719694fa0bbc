"""A batch of actions asked again, with one read of each kind for all of them: what becomes of each."""

from collections.abc import Callable
from dataclasses import dataclass, field

from adimple import channels
from adimple.domain.conduct import reasons
from adimple.domain.conduct.verdict import Kind
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.messages import Message
from adimple.store.queue import Leased
from adimple.store.reads import balances
from adimple.store.reads import moment as reads
from adimple.store.reads.moment import History, Person, Speaker
from adimple.usecases import boleto_today, links, wording
from adimple.usecases.asking import Asked, Question, ask
from adimple.usecases.context import Context


@dataclass(frozen=True, slots=True)
class Worded:
    """An action whose message is written. `address`: e-mail, phone or CEP."""

    action: Leased
    message: Message
    asked: Asked
    speaker: Speaker
    person: Person
    address: str
    token: str


@dataclass(slots=True)
class Sorted:
    """Each action is in one list; `dropped` are (item, code) of títulos left out of messages that go on."""

    dropped: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[Leased, str]] = field(default_factory=list)
    delayed: list[tuple[Leased, Asked]] = field(default_factory=list)
    failed: list[tuple[Leased, str]] = field(default_factory=list)
    to_task: list[Worded] = field(default_factory=list)
    to_send: list[Worded] = field(default_factory=list)

    @property
    def speakers(self) -> list[Speaker]:
        """Of the messages to send, each once."""
        return list({worded.speaker.id: worded.speaker for worded in self.to_send}.values())


def ask_batch(ctx: Context, leased: list[Leased]) -> Sorted:
    found = Sorted()
    histories = reads.histories(ctx.scope, [action.devedor_id for action in leased], ctx.on)
    question_of = _questions(ctx, leased)
    for action in leased:
        history = histories.get(action.person_key, History())
        if _place(ctx, found, action, question_of(action, history)):
            # The next message of this batch to the same person already counts this one.
            histories[action.person_key] = History(
                history.attempts_today + 1, history.contacts_today + 1, history.contacts_this_week + 1
            )
    return found


def _place(ctx: Context, found: Sorted, action: Leased, question: Question) -> bool:
    """Puts the action where it belongs; whether it will reach the person."""
    asked = ask(question, ctx.now)
    address = _address(question)
    if asked.refused_by or not address:
        found.refused.append((action, asked.refused_by or reasons.NO_CONTACT))
        return False
    if asked.hour.kind == Kind.DELAY:
        found.delayed.append((action, asked))
        return False
    token = links.token_of(action.credor_id, action.id, ctx.on)
    try:
        message = wording.message_of(
            action.template, action.channel, question.speaker, question.person, asked.kept,
            on=ctx.on, link=links.url_of(token, question.speaker.link_host),
        )  # fmt: skip
    except (Invalid, NotFound, Refused) as error:  # Refused: a month of an index is missing
        found.failed.append((action, f"A mensagem não pôde ser escrita. {error}"))
        return False
    found.dropped += [(item.id, code) for item, code in asked.dropped]
    worded = Worded(action, message, asked, question.speaker, question.person, address, token)
    is_automatic = channels.channel_by_code(action.channel).automatic
    (found.to_send if is_automatic else found.to_task).append(worded)
    return True


def _address(question: Question) -> str:
    if channels.channel_by_code(question.channel).address == "cep":
        return question.person.cep
    return question.contact.value if question.contact else ""


def _questions(ctx: Context, leased: list[Leased]) -> Callable[[Leased, History], Question]:
    """Everything the rules need, read once for the whole batch."""
    scope, devedor_ids = ctx.scope, [action.devedor_id for action in leased]
    items = reads.items(scope, [action.id for action in leased])
    titulo_ids = {item.titulo_id for rows in items.values() for item in rows}
    found = boleto_today.with_lines_of_today(scope, balances.by_ids(scope, titulo_ids), ctx.on)
    titulos = {titulo.id: titulo for titulo in found}
    speakers = reads.speakers(scope, [action.credor_id for action in leased])
    people = reads.people(scope, devedor_ids)
    contacts = reads.contacts(scope, [action.contact_id for action in leased if action.contact_id])
    holds = reads.holds(scope, devedor_ids, ctx.on)
    consents = reads.consents(scope, devedor_ids)

    def question(action: Leased, history: History) -> Question:
        return Question(
            channel=action.channel,
            speaker=speakers[action.credor_id],
            person=people[action.devedor_id],
            contact=contacts.get(action.contact_id or 0),
            items=items.get(action.id, []),
            titulos=titulos,
            holds=holds.get(action.devedor_id, []),
            consent=consents.get((action.devedor_id, action.channel)),
            history=history,
        )

    return question
