"""What the lines of a retorno do: money into the ledger, boletos to their new state. All of it, or none."""

import json
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from adimple import banks
from adimple.domain import events
from adimple.domain.bank import Bank, Convenio, Order, contract_of
from adimple.domain.errors import Invalid
from adimple.domain.incoming import RETORNO, Received, Returned
from adimple.domain.retorno.answers import OTHER_CHANGE, SETTLED_UNPAID, confirmed, not_asked, not_paid_here, said
from adimple.domain.retorno.layout import (
    BAIXA,
    CHANGED,
    CNAB400,
    MONEY_IN,
    NOT_ACCEPTED,
    OVER,
    PERHAPS_SETTLED,
    REGISTERED,
    REJECTED,
    REVERSED,
    Layout,
)
from adimple.domain.retorno.reading import FITTED
from adimple.domain.retorno.registered import OTHER_BOLETO
from adimple.store import behind, journal, models
from adimple.store.reads import retold
from adimple.store.writes import incoming as incoming_writes
from adimple.store.writes import order_answers
from adimple.store.writes import retornos as writes
from adimple.store.writes.order_answers import DONE, Answered
from adimple.usecases.context import Context
from adimple.usecases.progress import WRITING, Tell, untold
from adimple.usecases.take_back import take_back
from adimple.usecases.take_in import TakenIn, take_in

_AT_ONCE = 10_000
_HARMLESS = (*FITTED, "reversed")  # remarks that leave no doubt of the money
_TWICE = (
    "O retorno «{}» já trouxe um pagamento deste boleto, igual no valor e no dia. Pode ser o mesmo, dito de novo, ou "
    "um segundo: confira no extrato da conta. Se for o mesmo, diga que é."
)
_STATES = {REGISTERED: "registered", REJECTED: "refused", BAIXA: "ended", **dict.fromkeys(sorted(OVER), "ended")}
_COLUMNS = (
    "id", "line", "code", "name", "meaning", "boleto_id", "nosso_numero", "seu_numero", "payer_document", "occurred_on",
    "credit_on", "paid_cents", "incoming_id",
)  # fmt: skip


@dataclass(slots=True)
class Settled:
    """Payments told, and what became of them. `same`: a sheet had told them. `known`: they had come by another file."""

    new: int = 0
    matched: int = 0
    same: int = 0
    waiting: int = 0
    known: int = 0
    returned: int = 0


class _Line(NamedTuple):
    id: int
    line: int
    code: str
    name: str
    meaning: str
    boleto_id: int | None
    nosso_numero: str
    seu_numero: str
    payer_document: str
    occurred_on: date | None
    credit_on: date | None
    paid_cents: int
    incoming_id: int | None  # kept for its receipt when the line was written
    remarks: Sequence[Mapping[str, str]]


def settle_retorno(ctx: Context, retorno: models.Retorno, tell: Tell = untold) -> Settled:
    """Inside the caller's transaction, with the ledger held."""
    assert retorno.convenio is not None, "a retorno is taken for a convênio"
    settling = _Settling(ctx, retorno, banks.by_code()[retorno.bank_code], contract_of(retorno.convenio.terms))
    tell(WRITING, 0, retorno.lines)
    with behind.working():
        for batch in _ahead(settling, retorno.id):
            settling.take(batch)
            tell(WRITING, batch.lines[-1].line, retorno.lines)
    settling.leave_unpaid()
    return settling.done


@dataclass(frozen=True, slots=True)
class _Batch:
    """Lines, and what they tell, before anything is asked of the ledger."""

    lines: Sequence[_Line]
    paid: dict[str, _Line]
    received: list[Received]
    back: list[Returned]


class _Settling:
    def __init__(self, ctx: Context, retorno: models.Retorno, bank: Bank, contract: Convenio) -> None:
        self.ctx, self.retorno, self.bank, self.contract = ctx, retorno, bank, contract
        self.account_id = retorno.convenio.bank_account_id if retorno.convenio else None
        self.done = Settled()
        self._equal: Counter[str] = Counter()
        self._files = retold.Files()
        self._over: dict[int, _Line] = {}

    def read(self, rows: Sequence[tuple]) -> _Batch:
        """Asks the database nothing. In the order of the file: equal payments are counted."""
        lines = [_Line._make((*row[:-1], json.loads(row[-1]) if row[-1] != "[]" else ())) for row in rows]
        paid = {self._key(line): line for line in lines if line.meaning in MONEY_IN}
        received = [self._received(key, line) for key, line in paid.items()]
        return _Batch(lines, paid, received, [self._returned(line) for line in lines if line.meaning == REVERSED])

    def take(self, batch: _Batch) -> None:
        ctx, credor_id, lines, paid = self.ctx, self.retorno.credor_id, batch.lines, batch.paid
        refused = self._refused_order(lines)
        self._answer(lines, refused)
        self._over |= _surprises(lines)
        for meaning, state in _STATES.items():
            moved = _boletos([line for line in lines if line.id not in refused], (meaning,))
            writes.move_boletos(credor_id, ctx.now, state, moved, is_owed=meaning not in OVER)
        numbers = {key: line.incoming_id for key, line in paid.items() if line.incoming_id is not None}
        taken = take_in(ctx, credor_id, batch.received, numbers)
        others, more = self._perhaps_others(paid, taken)
        ids = {line.id: taken.ids[key] for key, line in paid.items()} | others
        told = {line.id: ids[line.id] for line in paid.values() if line.incoming_id != ids[line.id]}
        writes.tie_lines(self.retorno.id, told)
        standing = incoming_writes.standing(ids.values())
        kept = [line for line in paid.values() if ids[line.id] in standing and not _is_of_another(line)]
        writes.move_boletos(credor_id, ctx.now, "paid", _boletos(kept, MONEY_IN))
        self.done.returned += take_back(ctx, credor_id, batch.back) if batch.back else 0
        self.done.new += len(taken.new) + len(more.new)
        self.done.matched += taken.matched
        self.done.same += taken.same
        self.done.waiting += taken.waiting + more.waiting
        self.done.known += taken.known - len(others) + more.known

    def leave_unpaid(self) -> None:
        """Of boletos dropped as settled, those of open títulos that nothing of this file, or before it, paid."""
        unpaid = writes.say_settled(line.boleto_id for line in self._over.values() if line.boleto_id)
        told = [line for line in self._over.values() if line.boleto_id in unpaid]
        why = {line.id: (SETTLED_UNPAID, not_paid_here(line.name)) for line in told}
        writes.leave_to_people(self.retorno.id, why)

    def _answer(self, lines: Sequence[_Line], refused: set[int]) -> None:
        """What the bank says of changes that we asked. One that nobody asked is told to a person."""
        ctx, credor_id = self.ctx, self.retorno.credor_id
        made, not_made = self._answers(lines, refused)
        answers = order_answers.answer_changes(credor_id, ctx.now, made, not_made)
        writes.leave_to_people(
            self.retorno.id, {line_id: (OTHER_CHANGE, not_asked(told)) for line_id, told in answers.unfit.items()}
        )
        told = [
            events.BoletoAnswered(
                credor_id,
                one.boleto.titulo.devedor_id,
                one.boleto.titulo_id,
                one.boleto_id,
                one.kind,
                one.answer == DONE,
            )
            for one in answers.items
        ]
        journal.record(ctx, *told)

    def _answers(self, lines: Sequence[_Line], refused: set[int]) -> tuple[list[Answered], list[Answered]]:
        """Changes made, and not made, as the lines say: with what each says of its boleto."""
        kinds = {line.id: confirmed(line.name) for line in lines if line.boleto_id and line.meaning == CHANGED}
        gone = {line.id for line in lines if line.meaning == NOT_ACCEPTED} | refused
        rows = models.Ocorrencia.objects.filter(id__in=gone.union(line_id for line_id, kind in kinds.items() if kind))
        layout = self._layout()
        told = [
            Answered(line_id, boleto_id, kinds.get(line_id, ""), said(layout, raw))
            for line_id, boleto_id, raw in rows.order_by("line").values_list("id", "boleto_id", "raw")
            if boleto_id is not None
        ]
        return [one for one in told if one.line_id not in gone], [one for one in told if one.line_id in gone]

    def _layout(self) -> Layout:
        layout = self.bank.retorno400 if self.retorno.layout == CNAB400 else self.bank.retorno240
        assert layout is not None, "a retorno was read by it"
        return layout

    def _perhaps_others(self, paid: Mapping[str, _Line], taken: TakenIn) -> tuple[dict[int, int], TakenIn]:
        """Lines that another file seems to have told, and that may be a second payment equal in all: they wait."""
        known = {line.id: (key, line) for key, line in paid.items() if key not in taken.new}
        if not known:
            return {}, TakenIn()
        told = {line_id: taken.ids[key] for line_id, (key, _) in known.items()}
        others = retold.perhaps_others(self.ctx.scope, self.retorno.id, told, self._files)
        keys = {f"{known[line_id][0]}@{self.retorno.raw_payload_id}": line_id for line_id in others}
        more = take_in(
            self.ctx,
            self.retorno.credor_id,
            [
                replace(self._received(key, known[line_id][1]), doubt=_TWICE.format(others[line_id].name or "anterior"))
                for key, line_id in keys.items()
            ],
        )
        return {line_id: more.ids[key] for key, line_id in keys.items()}, more

    def _refused_order(self, lines: Sequence[_Line]) -> set[int]:
        """Lines by which the bank refused another order than the entry: the boleto stays as it is."""
        codes = self._layout().refuses_last
        told = {line.id: line.boleto_id for line in lines if line.boleto_id and line.code in codes}
        otherwise = writes.asked_otherwise(told.values()) if told else set()
        return {line_id for line_id, boleto_id in told.items() if boleto_id in otherwise}

    def _key(self, line: _Line) -> str:
        """The payment wherever it is told again: boleto, ocorrência, day, cents, and which of the equal ones of a file.

        Neither the file nor the line: a bank tells a day again in another file.
        """
        day = line.occurred_on.isoformat() if line.occurred_on else "-"
        of = f"{self._of(line)}{line.code}/{day}/{line.paid_cents}"
        self._equal[of] += 1
        return f"{of}/{self._equal[of]}"

    def _of(self, line: _Line) -> str:
        """Whose it is. Without a nosso número, what else the bank says of it; without that, this very line."""
        if line.nosso_numero.strip("0 "):
            return f"{self.retorno.convenio_id}/{line.nosso_numero}/"
        told = (line.seu_numero.replace("/", "|"), line.payer_document)
        if not any(one.strip("0 ") for one in told):
            told = ("arquivo", f"{self.retorno.raw_payload_id}.{line.line}")
        return f"{self.retorno.convenio_id}/-/{'/'.join(told)}/"

    def _received(self, key: str, line: _Line) -> Received:
        return Received(
            source=RETORNO,
            source_key=key,
            raw_payload_id=self.retorno.raw_payload_id,
            cents=line.paid_cents,
            paid_on=self._day(line),
            credit_on=line.credit_on,
            payer_document=line.payer_document,
            reference=" · ".join(filter(None, (line.nosso_numero, line.seu_numero))),
            bank_account_id=self.account_id,
            boleto_id=line.boleto_id,
            numbers=() if line.boleto_id else self._numbers(line.nosso_numero),
            doubt=" ".join(one["phrase"] for one in line.remarks if one["code"] not in _HARMLESS),
        )

    def _returned(self, line: _Line) -> Returned:
        return Returned(
            source=RETORNO,
            source_key=self._key(line),
            raw_payload_id=self.retorno.raw_payload_id,
            cents=line.paid_cents,
            on=self._day(line),
            of_key=self._of(line),
            boleto_id=line.boleto_id,
        )

    def _day(self, line: _Line) -> date:
        return line.occurred_on or line.credit_on or self.retorno.generated_on or self.ctx.on

    def _numbers(self, number: str) -> tuple[str, ...]:
        """How a sheet may have told this number: bare, and as the bank prints it, with carteira and digit."""
        bare = number.lstrip("0")
        if not bare:
            return ()
        try:
            made = self.bank.nosso_numero(self.contract, Order(bare))
        except Invalid:
            return (bare,)
        if made.number.lstrip("0") != bare:  # the bank's rule makes another number of it
            return (bare,)
        told = (number, made.number + made.dv, made.printed)
        return tuple(dict.fromkeys(_as_sheets_tell(one) for one in told))


def _as_sheets_tell(number: str) -> str:
    """As `intake.payables.read_nosso_numeros` keeps it."""
    return "".join(sign for sign in number.upper() if sign.isascii() and sign.isalnum()).lstrip("0")


def _is_of_another(line: _Line) -> bool:
    """Its nosso número is one boleto's and the rest of it another's: a person says whose it is."""
    return any(one["code"] == OTHER_BOLETO for one in line.remarks)


def _surprises(lines: Sequence[_Line]) -> dict[int, _Line]:
    """Lines of boletos dropped as settled. What may be the baixa that was asked is that."""
    over = [line for line in lines if line.boleto_id and line.meaning in OVER]
    asked = writes.asked_baixa(_boletos(over, (PERHAPS_SETTLED,)))
    return {line.id: line for line in over if line.meaning != PERHAPS_SETTLED or line.boleto_id not in asked}


def _boletos(lines: Sequence[_Line], meanings) -> list[int]:
    return [line.boleto_id for line in lines if line.boleto_id and line.meaning in meanings]


def _ahead(settling: _Settling, retorno_id: int) -> Iterator[_Batch]:
    """Each is read while the database works on the one before it."""
    coming: deque[Future[_Batch]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="retorno") as pool:
        for rows in _batches(retorno_id):
            coming.append(pool.submit(settling.read, rows))
            if len(coming) > 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _batches(retorno_id: int) -> Iterator[list[tuple]]:
    """_COLUMNS of each line, and its remarks as they are kept: few have any."""
    rows = models.Ocorrencia.objects.filter(
        retorno_id=retorno_id, meaning__in=[*MONEY_IN, REVERSED, CHANGED, NOT_ACCEPTED, *_STATES]
    ).order_by("line")
    told = rows.values_list(*_COLUMNS, Cast("remarks", TextField()))
    last = 0
    while found := list(told.filter(line__gt=last)[:_AT_ONCE]):
        yield found
        last = found[-1][_COLUMNS.index("line")]
