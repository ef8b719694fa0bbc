"""A CNAB 240: a header, lots of details in pairs (T says which boleto, U says the money), a trailer for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from adimple.domain.errors import Invalid
from adimple.domain.money import format_brl
from adimple.domain.retorno.items import Detail, Item, Notice
from adimple.domain.retorno.layout import Ocorrencia
from adimple.domain.retorno.lines import CONTROLS, unclean
from adimple.domain.retorno.opening import Opening
from adimple.domain.retorno.reading import FITTED, Reading, converters, document, fitted

WIDTH = 240
_SEQUENCES = 100_000
_T_NAMES = (
    "ocorrencia",
    "sequence",
    "nosso_numero",
    "carteira",
    "seu_numero",
    "control",
    "payer_kind",
    "payer_document",
    "due_on",
    "face_cents",
    "tarifa_cents",
    "motivos",
)
_U_NAMES = (
    "ocorrencia",
    "sequence",
    "occurred_on",
    "credit_on",
    "paid_cents",
    "net_cents",
    "juros_cents",
    "discount_cents",
    "abatimento_cents",
    "iof_cents",
    "expenses_cents",
    "other_cents",
)
# Of a lot's trailer: four kinds of carteira, each with how many títulos and their value.
_COUNTS, _VALUES = ((24, 29), (47, 52), (70, 75), (93, 98)), ((30, 46), (53, 69), (76, 92), (99, 115))


@dataclass(slots=True)
class _Lot:
    start: str  # how each of its lines begins: bank and number of the lot
    records: int = 0
    next: int = 1
    details: int = 0
    face_cents: int = 0


class _Half(NamedTuple):
    """A segment T that waits for its U."""

    line: int
    raw: bytes
    text: str
    groups: tuple[str | None, ...]


class TwoForty(Reading):
    """Reads the lines after the header."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._t, self._u = self.layout.records["T"], self.layout.records["U"]
        self._pick_t, self._pick_u = self._t.picker(_T_NAMES), self._u.picker(_U_NAMES)
        self._days_t, self._days_u = converters(self._t), converters(self._u)
        self._lot: _Lot | None = None
        self._lots = 0
        self._half: _Half | None = None

    def read(self, lines: Iterator[tuple[int, bytes]]) -> Iterator[Item]:
        for number, raw in lines:
            self.lines = number
            text = raw.decode("latin-1")
            if not raw.isascii() or len(raw.translate(None, CONTROLS)) != len(raw):
                notice = unclean(number, raw)
                if notice:
                    self.reviews += 1
                    yield notice
                    yield from self._unclean(number, text, raw)
                    continue
            if len(text) != WIDTH:
                text, done = fitted(text, WIDTH)
                if done:
                    yield self.remark(number, done, FITTED[done], raw)
            if text[7:8] == "3" and not self.is_closed and self._lot is not None:
                items = self._detail_line(number, text, raw)
                if items:
                    yield from items
            else:
                yield from self._orphan()
                yield from self._other(number, text, raw)
        yield from self._orphan()

    def _detail_line(self, number: int, text: str, raw: bytes) -> Sequence[Item]:
        """What a record 3 inside a lot gives: nothing yet when it is a T, its detail when it is the U."""
        lot = self._lot
        assert lot is not None
        lot.records += 1
        if text[:7] != lot.start:
            review = self.review(number, "lot", f"A linha é do banco ou do lote «{text[:7]}», e não deste.", raw)
            return [*self._orphan(), review, *self._numbered(number, text, raw)]
        broken: Sequence[Item] = ()
        if text[8:13] != f"{lot.next % _SEQUENCES:05d}":
            broken = [*self._numbered(number, text, raw)]
        else:
            lot.next += 1
        segment = text[13]
        if segment == "U":
            paired = self._paired(number, text, raw)
            return [*broken, *paired] if broken else paired
        orphan = [*broken, *self._orphan()]
        if segment == "T":
            self.written += 1
            found = self._t.match(text)
            if found is None:
                return [*orphan, self._refused(number, text, raw, self._t)]
            self._half = _Half(number, raw, text, self._pick_t((*found.groups(), None)))
            return orphan
        if segment in self.layout.skipped:
            self.skip(segment)
            return orphan
        phrase = f"O segmento «{segment}» não é conhecido no retorno deste banco."
        return [*orphan, self.review(number, "record", phrase, raw)]

    def _paired(self, number: int, text: str, raw: bytes) -> Sequence[Item]:
        half = self._half
        found = self._u.match(text)
        if found is None:
            return [*self._orphan(), self._refused(number, text, raw, self._u)]
        groups = self._pick_u((*found.groups(), None))
        if half is None or (int(groups[1] or 0) - int(half.groups[1] or 0)) % _SEQUENCES != 1:
            phrase = "O segmento U não tem antes de si o segmento T do mesmo título."
            return [*self._orphan(), self.review(number, "orphan", phrase, raw)]
        self._half = None
        said, also = half.groups[0], groups[0]
        ocorrencia = self.layout.ocorrencias.get(said or "")
        if ocorrencia is None:
            return self._both(half, number, raw, "ocorrencia", f"A ocorrência «{said}» não é conhecida neste banco.")
        differs: Sequence[Item] = ()
        if said != also:
            phrase = f"O segmento T diz a ocorrência «{said}», e o U, «{also}»."
            if int(groups[4] or 0):
                return self._both(half, number, raw, "ocorrencia", phrase)
            differs = [self.remark(number, "ocorrencia", f"{phrase} Sem valor pago, vale a do T.", raw)]
        try:
            detail = self._detail(half, number, raw, groups, ocorrencia)
        except Invalid:
            return [*self._bad_day(half, number, text, raw)]
        if not self.is_new(half.text[13:] + text[13:]):
            return self._both(half, number, raw, "duplicate", "O mesmo detalhe já veio neste arquivo, igual em tudo.")
        self.count(detail)
        lot = self._lot
        assert lot is not None
        lot.details += 1
        lot.face_cents += detail.face_cents
        return [*differs, detail, *self.remarks_of(detail)]

    def _detail(self, half: _Half, number: int, raw: bytes, u, ocorrencia: Ocorrencia) -> Detail:
        """The detail of this pair. Raises Invalid for a day that does not exist."""
        _, _, nosso, carteira, seu, control, kind, payer, due, face, tarifa, motivos = half.groups
        _, _, occurred, credit, *rest = u
        # U has no column of money that may be blank, and T none but the tarifa.
        paid, net, juros, desconto, abatimento, iof, expenses, other = map(int, rest)
        return Detail(
            (half.line, number),
            ocorrencia.code,
            ocorrencia.name,
            ocorrencia.meaning,
            self.number(nosso or ""),
            (carteira or "").strip(),
            (seu or "").strip(),
            (control or "").strip(),
            document(kind or "", payer or ""),
            None if due is None else self._days_t["due_on"][due],
            self._days_u["occurred_on"][occurred],
            None if credit is None else self._days_u["credit_on"][credit],
            int(face or 0),
            paid,
            paid,
            net,
            juros,
            None,
            desconto,
            abatimento,
            iof,
            None if tarifa is None else int(tarifa),
            expenses,
            other,
            self.why(ocorrencia.code, motivos),
            (half.raw, raw),
        )

    def _both(self, half: _Half, number: int, raw: bytes, code: str, phrase: str) -> list[Notice]:
        return [self.review(half.line, code, phrase, half.raw), self.review(number, code, phrase, raw)]

    def _bad_day(self, half: _Half, number: int, text: str, raw: bytes) -> Iterator[Notice]:
        for record, line, shown, one in ((self._t, half.line, half.text, half.raw), (self._u, number, text, raw)):
            try:
                record.read(shown)
                yield self.review(line, "orphan", "A outra metade deste título (segmentos T e U) não se lê.", one)
            except Invalid:
                yield self._refused(line, shown, one, record)

    def _refused(self, number, text, raw, record) -> Notice:
        complaint = record.complaint(text)
        return self.review(number, complaint.field, complaint.phrase, raw)

    def _orphan(self) -> Sequence[Notice]:
        """The T that waits, when what comes is not its U."""
        half, self._half = self._half, None
        if half is None:
            return ()
        phrase = "O segmento T não tem depois de si o segmento U do mesmo título."
        return [self.review(half.line, "orphan", phrase, half.raw)]

    def _numbered(self, number: int, text: str, raw: bytes) -> Iterator[Notice]:
        """The record's own number in its lot, one more than the last; a break keeps the ledger waiting."""
        lot, found = self._lot, text[8:13]
        assert lot is not None
        if not (len(found) == 5 and found.isascii() and found.isdigit()):
            lot.next += 1
            return
        if int(found) != lot.next % _SEQUENCES:
            yield self.hold(
                number,
                "sequence",
                f"O registro do lote {lot.start[3:]} deveria ter o número {lot.next % _SEQUENCES:05d} e tem {found}: "
                "falta, sobra ou mudou de lugar uma linha.",
                raw,
            )
        lot.next = int(found) + 1

    def _unclean(self, number: int, text: str, raw: bytes) -> Iterator[Item]:
        """What still counts of a line that is not read: its place in the lot."""
        yield from self._orphan()
        if self._lot is not None and text[7:8] == "3":
            self._lot.records += 1
            self.written += text[13:14] == "T"
            yield from self._numbered(number, text, raw)

    def _other(self, number: int, text: str, raw: bytes) -> Iterator[Notice]:
        kind = text[7:8]
        if self.is_closed:
            yield self.review(number, "after_trailer", "Há uma linha depois do fim do arquivo (registro 9).", raw)
            yield self.hold(number, "after_trailer", "O arquivo continua depois do fim: talvez sejam dois.", raw)
        elif len(text) != WIDTH:
            self.written += kind == "3"
            yield self.review(number, "width", f"A linha tem {len(text)} caracteres e o registro tem {WIDTH}.", raw)
        elif kind == "1" and self._lot is None:
            yield from self._open(number, text, raw)
        elif kind == "5" and self._lot is not None:
            yield from self._close(number, text, raw)
        elif kind == "9" and self._lot is None:
            self.is_closed = True
            yield from self._trailer(number, text, raw)
        elif kind == "0":
            yield self.review(number, "header", "Há um segundo cabeçalho no meio do arquivo.", raw)
            yield self.hold(number, "header", "O arquivo tem mais de um cabeçalho: talvez sejam dois.", raw)
        else:
            yield from self._out_of_place(number, kind, text, raw)

    def _out_of_place(self, number: int, kind: str, text: str, raw: bytes) -> Iterator[Notice]:
        if kind == "3":
            self.written += 1
            yield self.review(number, "lot", "O detalhe está fora de um lote de cobrança.", raw)
        elif kind in ("1", "9"):
            yield self.hold(
                number, "lot", "O lote anterior não tem o seu fim (registro 5): pode faltar uma parte.", raw
            )
            self._lot = None
            yield from self._other(number, text, raw)
        else:
            yield self.review(
                number, "record", f"O registro de tipo «{kind}» não é conhecido ou está fora de lugar.", raw
            )

    def _open(self, number: int, text: str, raw: bytes) -> Iterator[Notice]:
        self._lots += 1
        if text[8:11] != "T01" or text[:3] != self.bank.code:
            phrase = f"O lote não é de retorno de cobrança deste banco («{text[:3]}», «{text[8:11]}»)."
            yield self.review(number, "lot", phrase, raw)
            yield self.hold(number, "lot", phrase, raw)
            return
        self._lot = _Lot(text[:7])

    def _close(self, number: int, text: str, raw: bytes) -> Iterator[Notice]:
        lot, self._lot = self._lot, None
        assert lot is not None
        if text[:7] != lot.start:
            yield self.hold(number, "trailer_bank", f"O fim do lote diz ser do banco e lote «{text[:7]}».", raw)
        wanted = [lot.records + adds for adds in self.layout.adds]
        if _number(text[17:23]) not in wanted:
            phrase = f"O fim do lote conta {text[17:23]} registros; há {wanted[0]}."
            yield self.hold(number, "total", phrase, raw)
        if self.layout.has_lot_totals:
            count = sum(_number(text[start - 1 : end]) or 0 for start, end in _COUNTS)
            cents = sum(_number(text[start - 1 : end]) or 0 for start, end in _VALUES)
            if (count, cents) != (lot.details, lot.face_cents):
                yield self.hold(
                    number,
                    "total",
                    f"O fim do lote diz {count} títulos e {format_brl(cents)}; os detalhes lidos são {lot.details} e "
                    f"somam {format_brl(lot.face_cents)}.",
                    raw,
                )

    def _trailer(self, number: int, text: str, raw: bytes) -> Iterator[Notice]:
        if text[:3] != self.bank.code:
            yield self.hold(number, "trailer_bank", f"O fim do arquivo diz ser do banco «{text[:3]}».", raw)
        for start, found, what in ((17, self._lots, "lotes"), (23, number, "registros")):
            said = text[start : start + 6]
            if _number(said) != found:
                yield self.hold(number, "total", f"O fim do arquivo conta {said} {what}; há {found}.", raw)


def _number(found: str) -> int | None:
    return int(found) if found.isascii() and found.isdigit() else None
