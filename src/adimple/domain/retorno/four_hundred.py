"""A CNAB 400: a header, details one by one, a trailer; the last six columns number every record."""

from collections.abc import Iterator

from adimple.domain.cnab import Record
from adimple.domain.errors import Invalid
from adimple.domain.money import format_brl
from adimple.domain.retorno.items import Detail, Item, Notice
from adimple.domain.retorno.layout import COUNT, FACE, PAID_SUM, Total
from adimple.domain.retorno.lines import CONTROLS, unclean
from adimple.domain.retorno.opening import Opening
from adimple.domain.retorno.reading import FITTED, Reading, converters, fitted, settled

WIDTH = 400
_SEQUENCES = 1_000_000
_NAMES = (
    "ocorrencia",
    "nosso_numero",
    "again",
    "carteira",
    "seu_numero",
    "control",
    "due_on",
    "occurred_on",
    "credit_on",
    "face_cents",
    "paid_cents",
    "juros_cents",
    "multa_cents",
    "discount_cents",
    "abatimento_cents",
    "iof_cents",
    "tarifa_cents",
    "expenses_cents",
    "other_cents",
    "how",
    "motivos",
)
_SUM = {COUNT: 0, FACE: 1, PAID_SUM: 2}


class FourHundred(Reading):
    """Reads the lines after the header."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._next = 2  # the record number that should come
        self._records = {
            kind: (record, record.match, record.picker(_NAMES), converters(record))
            for kind, record in self.layout.records.items()
        }

    def read(self, lines: Iterator[tuple[int, bytes]]) -> Iterator[Item]:
        records, known = self._records, self.layout.ocorrencias
        for number, raw in lines:
            self.lines = number
            text = raw.decode("latin-1")
            if not raw.isascii() or len(raw.translate(None, CONTROLS)) != len(raw):
                notice = unclean(number, raw)
                if notice:
                    self.reviews += 1
                    yield notice
                    self._count_written(text)
                    yield from self._numbered(number, text, raw)
                    continue
            if len(text) != WIDTH and fitted(text, WIDTH)[1] == "cut":
                text = text[:WIDTH]
                yield self.remark(number, "cut", FITTED["cut"], raw)
            if self.is_closed or text[:1] not in records:
                yield from self._other(number, text, raw)
                continue
            self.written += 1
            if text[394:] != f"{self._next:06d}":
                yield from self._numbered(number, text, raw)
            else:
                self._next += 1
            record, match, pick, days = records[text[:1]]
            found = match(text)
            if found is None:
                yield self._refused(number, record, text, raw)
                continue
            picked = pick((*found.groups(), None))
            ocorrencia = known.get(picked[0] or "")
            if ocorrencia is None:
                yield self.review(number, "ocorrencia", f"A ocorrência «{picked[0]}» não é conhecida neste banco.", raw)
                continue
            try:
                detail = self._detail(number, raw, picked, ocorrencia, days)
            except Invalid:
                complaint = record.complaint(text)
                yield self.review(number, complaint.field, complaint.phrase, raw)
                continue
            refusal = self._refusal(detail, picked[2], text)
            if refusal:
                yield self.review(number, *refusal, raw)
                continue
            self.count(detail)
            yield detail
            remarks = self.remarks_of(detail)
            if remarks:
                yield from remarks

    def _detail(self, number, raw, picked, ocorrencia, days) -> Detail:
        """The detail of these groups. Raises Invalid for a day that does not exist."""
        (code, nosso, _, carteira, seu, control, due, occurred, credit, face, paid, *rest, how, motivos) = picked
        juros, multa, desconto, abatimento, iof, tarifa, expenses, other = [
            None if one is None else int(one) for one in rest
        ]
        face, paid = int(face), int(paid)
        settled_cents: int | None = paid
        if self.layout.is_net:
            expected = face - (desconto or 0) - (abatimento or 0) + (juros or 0) + (multa or 0)
            settled_cents = settled(paid, expected, tarifa or 0, other or 0)
        return Detail(
            (number,),
            code,
            ocorrencia.name,
            ocorrencia.meaning,
            self.number(nosso or ""),
            (carteira or "").strip(),
            (seu or "").strip(),
            (control or "").strip(),
            "",
            None if due is None else days["due_on"][due],
            None if occurred is None else days["occurred_on"][occurred],
            None if credit is None else days["credit_on"][credit],
            face,
            paid,
            settled_cents,
            None,
            juros,
            multa,
            desconto,
            abatimento,
            iof,
            tarifa,
            expenses,
            other,
            self.why(code, motivos, how),
            (raw,),
        )

    def _refusal(self, detail: Detail, again: str | None, text: str) -> tuple[str, str] | None:
        """Why a detail that reads well is not taken: it contradicts itself, or it came before."""
        if again and again.strip(" 0") and self.number(again) != detail.nosso_numero and detail.nosso_numero:
            return "nosso_numero", f"A linha traz dois nossos números: {detail.nosso_numero} e {self.number(again)}."
        if not self.is_new(text[:394]):
            return "duplicate", "O mesmo detalhe já veio neste arquivo, igual em tudo."
        return None

    def _refused(self, number: int, record: Record, text: str, raw: bytes) -> Notice:
        complaint = record.complaint(text)
        return self.review(number, complaint.field, complaint.phrase, raw)

    def _other(self, number: int, text: str, raw: bytes) -> Iterator[Notice]:
        """A line that is no detail: trailer, header again, a record we skip, or one nobody knows."""
        yield from self._numbered(number, text, raw)
        kind = text[:1]
        if self.is_closed:
            self._count_written(text)
            yield self.review(number, "after_trailer", "Há uma linha depois do fim do arquivo (registro 9).", raw)
            yield self.hold(number, "after_trailer", "O arquivo continua depois do fim: talvez sejam dois.", raw)
        elif kind == "9":
            self.is_closed = True
            yield from self._trailer(number, text, raw)
        elif kind == "0":
            yield self.review(number, "header", "Há um segundo cabeçalho no meio do arquivo.", raw)
            yield self.hold(number, "header", "O arquivo tem mais de um cabeçalho: talvez sejam dois.", raw)
        elif kind in self.layout.skipped and len(text) == WIDTH and not self._is_detail_but_for_its_type(text):
            self.skip(kind)
        else:
            yield self.review(number, "record", f"O registro de tipo «{kind}» não é conhecido neste banco.", raw)

    def _is_detail_but_for_its_type(self, text: str) -> bool:
        """Whether a record we would skip holds a whole detail: one spoiled character would hide a payment."""
        return any(
            (found := match(kind + text[1:])) and pick((*found.groups(), None))[0] in self.layout.ocorrencias
            for kind, (_, match, pick, _) in self._records.items()
        )

    def _count_written(self, text: str) -> None:
        self.written += text[:1] in self._records

    def _numbered(self, number: int, text: str, raw: bytes) -> Iterator[Notice]:
        """The record's own number, one more than the last; a break keeps the ledger waiting."""
        found = text[394:400]
        if not (len(found) == 6 and found.isascii() and found.isdigit()):
            self._next += 1
            return
        if int(found) != self._next % _SEQUENCES:
            yield self.hold(
                number,
                "sequence",
                f"O registro deveria ter o número {self._next % _SEQUENCES:06d} e tem {found}: falta, sobra ou mudou "
                "de lugar uma linha.",
                raw,
            )
        self._next = int(found) + 1

    def _trailer(self, number: int, text: str, raw: bytes) -> Iterator[Notice]:
        if len(text) != WIDTH:
            yield self.hold(number, "trailer", f"O fim do arquivo tem {len(text)} caracteres, não {WIDTH}.", raw)
            return
        start = self.layout.trailer_bank
        found = text[start - 1 : start + 2]
        if found != self.bank.code:
            phrase = f"O fim do arquivo diz ser do banco «{found}», e o começo, do {self.bank.code}."
            yield self.hold(number, "trailer_bank", phrase, raw)
        for total in self.layout.totals:
            yield from self._compared(number, total, text[total.start - 1 : total.end], raw)

    def _compared(self, number: int, total: Total, said: str, raw: bytes) -> Iterator[Notice]:
        chosen = [one for code, one in self.sums.items() if not total.ocorrencias or code in total.ocorrencias]
        summed = sum(one[_SUM[total.of]] for one in chosen)
        if said.isascii() and said.isdigit() and int(said) == summed:
            return
        told = str(summed) if total.of == COUNT else format_brl(summed)
        shown = said if total.of == COUNT or not said.isdigit() else format_brl(int(said))
        yield self.hold(
            number, "total", f"{total.name}: o fim do arquivo diz {shown}; os detalhes lidos somam {told}.", raw
        )
