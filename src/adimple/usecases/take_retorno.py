"""A retorno that was kept: each of its lines becomes a row, and its money settles, or waits with the file."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from adimple import banks
from adimple.domain import calendar, events, limits
from adimple.domain.bank import contract_of
from adimple.domain.errors import NotFound, Refused, Unreadable
from adimple.domain.incoming import RETORNO
from adimple.domain.retorno import belonging, opening, reader
from adimple.domain.retorno.items import REMARK, REVIEW, Closing, Detail, Notice
from adimple.domain.retorno.layout import BAIXA, INFO, MONEY_IN, OVER, REGISTERED, REJECTED, REVERSED
from adimple.domain.retorno.registered import OTHER_BOLETO, Registered, contradiction
from adimple.store import journal, models
from adimple.store.writes import incoming as incoming_writes
from adimple.store.writes import locks
from adimple.store.writes import retornos as writes
from adimple.store.writes.retornos import BoletoTold
from adimple.usecases import boleto_entries
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.progress import READING, Tell, untold
from adimple.usecases.receive_raw import reading, receive_raw
from adimple.usecases.settle_retorno import Settled, settle_retorno

NEEDS = "manager"
NO_CONVENIO, WHICH, OTHER = "retorno.no_convenio", "retorno.which_convenio", "retorno.other_convenio"
ASKS = (NO_CONVENIO, WHICH, OTHER)
_AT_ONCE = 5_000
_NOT_UNDERSTOOD = "review"
# Of a boleto, what a wrong number would do to another.
_MOVES = {*MONEY_IN, REVERSED, REGISTERED, REJECTED, BAIXA, *OVER}
_MEANING = writes.LINE_COLUMNS.index("meaning")
_WIDE = 30  # most digits of a number that a row keeps


@dataclass(frozen=True, slots=True)
class TakenRetorno:
    """`settled` is None while the file waits for a person, or where it had been taken before (`is_new` False)."""

    retorno_id: int
    is_new: bool
    received_on: str  # the day it first came, as people write it
    settled: Settled | None = None


def receive_retorno(
    ctx: Context, credor_id: int, name: str, content: bytes, convenio_id: int | None = None, tell: Tell = untold
) -> TakenRetorno:
    """Kept first, by itself; then read. The same file twice is one.

    Raises Unreadable, NotFound, and Refused where nobody can tell of which convênio it is.
    """
    check_size(len(content))
    raw = receive_raw(ctx, credor_id, RETORNO, content, name, role=NEEDS)
    return take_retorno(ctx, raw.id, convenio_id, tell, content)


def check_size(octets: int) -> None:
    """Asked before it is read. Raises Unreadable for what is not worth keeping: nothing, or more than may be read."""
    if octets > limits.MAX_KEPT_RETORNO_BYTES:
        megabytes = limits.MAX_KEPT_RETORNO_BYTES // (1024 * 1024)
        raise Unreadable("retorno.large", f"O arquivo passa de {megabytes} MB. Peça ao banco um período menor.")
    if not octets:
        raise Unreadable("retorno.empty", "O arquivo está vazio. Baixe de novo o retorno no banco.")


def take_retorno(
    ctx: Context,
    raw_payload_id: int,
    convenio_id: int | None = None,
    tell: Tell = untold,
    content: bytes | None = None,
) -> TakenRetorno:
    """What was kept is read, whole or not at all; why not stays with it. `content`: the same, of who has it at hand."""
    with reading(ctx, raw_payload_id, RETORNO, asks=ASKS):
        return _take(ctx, raw_payload_id, convenio_id, tell, content)


def _take(
    ctx: Context, raw_payload_id: int, convenio_id: int | None, tell: Tell, content: bytes | None
) -> TakenRetorno:
    rows = models.RawPayload.objects.select_for_update().defer("content")
    raw = rows.filter(id=raw_payload_id, source=RETORNO, credor_id__in=ctx.scope.credor_ids).first()
    if raw is None:
        raise NotFound
    require_open(ctx, raw.credor_id, NEEDS)
    received_on = calendar.format_date(raw.received_at.astimezone(SAO_PAULO).date())
    known = models.Retorno.objects.filter(raw_payload_id=raw.id).values_list("id", flat=True).first()
    if known is not None:
        return TakenRetorno(known, False, received_on)
    content = bytes(raw.content) if content is None else content
    convenio = convenio_of(raw.credor_id, content, convenio_id)
    locks.hold_ledger(raw.credor_id)
    refuse_closed(raw.credor_id)
    retorno = _write(ctx, raw, convenio, content, tell)
    incoming_writes.end_raw(raw.id, ctx.now)
    settled = None
    if retorno.released_at:
        settled = settle_retorno(ctx, retorno, tell)
        retorno.refresh_from_db(fields=["reviews"])  # with the answers that were left to people
    journal.record(
        ctx,
        events.RetornoRead(
            raw.credor_id, retorno.id, retorno.details, retorno.paid_cents, retorno.reviews, len(retorno.holds)
        ),
    )
    return TakenRetorno(retorno.id, True, received_on, settled)


def convenio_of(credor_id: int, content: bytes, chosen_id: int | None) -> models.Convenio:
    """The one a person says where the first line names no other, else the only one that it names.

    Raises Unreadable, NotFound, Refused.
    """
    header = content.split(b"\n", 1)[0].rstrip(b"\r\x1a")
    bank = opening.recognise(header, banks.by_code()).bank
    of_bank = list(models.Convenio.objects.filter(credor_id=credor_id, bank_code=bank.code).order_by("id"))
    named = [one for one in of_bank if belonging.names(header, contract_of(one.terms))]
    if chosen_id is not None:
        chosen = next((one for one in of_bank if one.id == chosen_id), None)
        if chosen is not None and len(named) == 1 and chosen != named[0]:
            raise Refused(
                OTHER,
                f"O cabeçalho diz que este retorno é do convênio «{named[0].label}», e não de «{chosen.label}». "
                f"Escolha «{named[0].label}».",
            )
        if chosen is not None:
            return chosen
        if models.Convenio.objects.filter(id=chosen_id, credor_id=credor_id).exists():
            raise Refused("retorno.other_bank", f"O retorno é de {bank.name}, e o convênio escolhido é de outro banco.")
        raise NotFound
    if not of_bank:
        raise Refused(
            NO_CONVENIO,
            f"Este credor não tem convênio com {bank.name}. Cadastre-o em Configurações, Contas e convênios, e "
            "envie o retorno de novo.",
        )
    if len(named) != 1:
        raise Refused(
            WHICH,
            f"O cabeçalho não diz com certeza de qual convênio de {bank.name} é este retorno. Escolha o convênio.",
        )
    return named[0]


def _write(
    ctx: Context, raw: models.RawPayload, convenio: models.Convenio, content: bytes, tell: Tell
) -> models.Retorno:
    retorno_id = writes.new_retorno_id()
    lines = _Lines(retorno_id, raw.credor_id, convenio.id, content.count(b"\n"), tell)
    closing = lines.take(reader.read(io.BytesIO(content), banks.by_code()))
    lines.flush()
    if not closing.may_settle:
        writes.forget_receipts(retorno_id)
    return models.Retorno.objects.create(
        id=retorno_id,
        credor_id=raw.credor_id,
        raw_payload=raw,
        convenio=convenio,
        bank_code=closing.bank,
        layout=closing.layout,
        generated_on=closing.generated_on,
        lines=closing.lines,
        details=closing.details,
        paid_cents=closing.paid_cents,
        reviews=lines.reviews,
        remarks=closing.remarks + lines.remarks,
        holds=[{"line": one.line, "phrase": one.phrase} for one in closing.holds],
        released_at=ctx.now if closing.may_settle else None,
        released_by=ctx.actor.name if closing.may_settle else "",
    )


class _Lines:
    """The rows of one retorno while it is read. A remark may come just before its detail, or just after."""

    def __init__(self, retorno_id: int, credor_id: int, convenio_id: int, total: int, tell: Tell) -> None:
        self.ids = retorno_id, credor_id
        self.total, self.tell = total, tell
        self.convenio_id = convenio_id
        self.reviews = self.remarks = 0
        self._rows: dict[int, Detail | Notice] = {}
        self._remarks: dict[int, list[Notice]] = {}

    def take(self, items: Iterator[Detail | Notice | Closing]) -> Closing:
        for item in items:
            if isinstance(item, Closing):
                return item
            if isinstance(item, Detail):
                if len(self._rows) >= _AT_ONCE:
                    self.flush()
                self._rows[item.lines[0]] = item
            elif item.kind == REVIEW:
                self._rows[item.line] = item
            elif item.kind == REMARK:
                self._remarks.setdefault(item.line, []).append(item)
        raise AssertionError("a retorno that could be read ends in a closing")

    def flush(self) -> None:
        """Writes what is gathered. A remark of a line that became no row is a row of its own."""
        taken = {line for item in self._rows.values() if isinstance(item, Detail) for line in item.lines}
        for line in sorted(set(self._remarks) - taken - set(self._rows)):
            self._rows[line] = self._remarks[line][0]
        numbers = [item.nosso_numero for item in self._rows.values() if isinstance(item, Detail)]
        told = writes.boletos_of(self.convenio_id, numbers)
        rows = [self._row(line, self._rows[line], told) for line in sorted(self._rows)]
        money = iter(writes.new_receipt_ids(sum(row[_MEANING] in MONEY_IN for row in rows)))
        writes.add_lines((*row, next(money) if row[_MEANING] in MONEY_IN else None) for row in rows)
        self.tell(READING, min(max(self._rows, default=0), self.total), self.total)
        self._rows, self._remarks = {}, {}

    def _row(self, line: int, item: Detail | Notice, told: dict[str, BoletoTold]) -> tuple:
        if isinstance(item, Notice):
            return self._of_notice(line, item)
        remarks = [one for each in item.lines for one in self._remarks.get(each, ())]
        boleto = told.get(item.nosso_numero)
        if boleto and (why := _why_another(item, boleto)):
            remarks.append(Notice(line, REMARK, OTHER_BOLETO, why))
            self.remarks += 1
        meaning = _meaning(item, remarks)
        self.reviews += meaning == _NOT_UNDERSTOOD
        return (
            *self.ids, line, item.ocorrencia, item.name[:120], meaning, boleto and boleto.id,
            item.nosso_numero[:_WIDE], item.seu_numero[:_WIDE], item.payer_document[:14], item.occurred_on,
            item.credit_on, item.paid_cents if item.settled_cents is None else item.settled_cents,
            _json([{"code": one.code, "name": one.name} for one in item.motivos]), _told(remarks),
            _json([one.decode("latin-1") for one in item.raw]), "",
        )  # fmt: skip

    def _of_notice(self, line: int, notice: Notice) -> tuple:
        is_review = notice.kind == REVIEW
        self.reviews += is_review
        told = [notice] if is_review else self._remarks.get(line, [notice])
        name, meaning = ("Linha não entendida", _NOT_UNDERSTOOD) if is_review else ("Aviso do arquivo", INFO)
        raw = _json([notice.raw.decode("latin-1")[: limits.MAX_RETORNO_LINE_CHARS]])
        return (
            *self.ids, line, "", name, meaning, None, "", "", "", None, None, 0, "[]", _told(told), raw, "",
        )  # fmt: skip


def _meaning(detail: Detail, remarks: list[Notice]) -> str:
    """What a ledger makes of it. Money where none should be, or none where it should, is for a person."""
    cents = detail.paid_cents if detail.settled_cents is None else detail.settled_cents
    lacks_money = detail.meaning in (*MONEY_IN, REVERSED) and cents <= 0
    if lacks_money or any(one.code == "paid_unexpected" for one in remarks):
        return _NOT_UNDERSTOOD
    if detail.meaning not in MONEY_IN and any(one.code == OTHER_BOLETO for one in remarks):
        return _NOT_UNDERSTOOD
    return detail.meaning


def _why_another(detail: Detail, told: BoletoTold) -> str:
    """Why a line is not of the boleto whose number it brings; "" where it is, or where it moves nothing."""
    if detail.meaning not in _MOVES:
        return ""
    seu_numero = boleto_entries.seu_numero(told.number, told.parcela, told.titulo_id)
    return contradiction(detail, Registered(told.cents, told.abatimento_cents, told.due_on, seu_numero))


def _told(remarks: list[Notice]) -> str:
    return _json([{"code": one.code, "phrase": one.phrase} for one in remarks])


def _json(value: object) -> str:
    """A NUL, which the database cannot keep, is shown as a dot."""
    return json.dumps(value).replace("\\u0000", "\\u00b7") if value else "[]"  # most lines have neither
