"""What both layouts share while a file is read: its running sums, its notices, and how a detail is judged."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from adimple.domain.cnab import DATES, DAYS, Record
from adimple.domain.money import format_brl
from adimple.domain.retorno.items import FILE, REMARK, REVIEW, Closing, Detail, Motivo, Notice, Skipped
from adimple.domain.retorno.layout import MONEY_IN, REVERSED
from adimple.domain.retorno.opening import Opening

# How many of the file's disagreements the closing keeps: a file of noise may not fill the memory.
_MOST_HOLDS = 1000
_MOST_MOTIVOS = 10_000
_MOST_DAYS = 400  # how long before the file a payment may be
_DOCUMENT_DIGITS = {"1": 11, "2": 14}


class Reading:
    """The state of one file being read: what was counted, added, skipped and remarked so far."""

    def __init__(self, opening: Opening) -> None:
        self.bank, self.layout, self.opening = opening.bank, opening.layout, opening
        self.lines = 1
        self.details = 0
        self.written = 0  # lines that say they are details, understood or not
        self.reviews = 0
        self.remarks = 0
        self.sums: dict[str, list[int]] = {}  # ocorrência → [count, face_cents, paid_cents]
        self.skipped: dict[str, int] = {}
        self.holds: list[Notice] = []
        self.is_closed = False
        self._seen: set[int] = set()
        self._motivos: dict[tuple[str, str], tuple[Motivo, ...]] = {}

    def review(self, line: int, code: str, phrase: str, raw: bytes) -> Notice:
        self.reviews += 1
        return Notice(line, REVIEW, code, phrase, raw)

    def remark(self, line: int, code: str, phrase: str, raw: bytes = b"") -> Notice:
        self.remarks += 1
        return Notice(line, REMARK, code, phrase, raw)

    def hold(self, line: int, code: str, phrase: str, raw: bytes = b"") -> Notice:
        notice = Notice(line, FILE, code, phrase, raw)
        if len(self.holds) < _MOST_HOLDS:
            self.holds.append(notice)
        return notice

    def skip(self, kind: str) -> None:
        self.skipped[kind] = self.skipped.get(kind, 0) + 1

    def is_new(self, key: object) -> bool:
        """False when a detail with these very columns came before in this file."""
        mark = hash(key)
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True

    def count(self, detail: Detail) -> None:
        self.details += 1
        sums = self.sums.get(detail.ocorrencia)
        if sums is None:
            sums = self.sums[detail.ocorrencia] = [0, 0, 0]
        sums[0] += 1
        sums[1] += detail.face_cents
        sums[2] += detail.paid_cents

    def motivos(self, ocorrencia: str, found: str) -> tuple[Motivo, ...]:
        """The motivos in these columns; zeros and blanks are none."""
        key = (ocorrencia, found)
        known = self._motivos.get(key)
        if known is None:
            width, names = self.layout.motivo_width, self.layout.motivos_of(ocorrencia)
            codes = [found[start : start + width] for start in range(0, len(found), width)] if width else [found]
            known = tuple(Motivo(code.strip(), names.get(code.strip(), "")) for code in codes if code.strip(" 0"))
            if len(self._motivos) < _MOST_MOTIVOS:
                self._motivos[key] = known
        return known

    def why(self, ocorrencia: str, found: str | None, way: str | None = None) -> tuple[Motivo, ...]:
        """The motivos, and where the bank says so, how it was paid."""
        given = self.motivos(ocorrencia, found) if found else ()
        way = way.strip() if way else ""
        return (*given, Motivo(way, self.layout.ways.get(way, ""))) if way else given

    def number(self, found: str) -> str:
        """The nosso número as the boleto was numbered: without the zeros that the file puts before it."""
        found, width = found.strip(), self.layout.number_width
        if len(found) > width > 0 and not found[: len(found) - width].strip("0"):
            return found[-width:]
        return found.zfill(width) if found else found

    def remarks_of(self, detail: Detail) -> list[Notice]:
        """What a person should look at in a detail that was understood."""
        found: list[tuple[str, str]] = []
        if detail.meaning in MONEY_IN:
            if not detail.paid_cents:
                found.append(("paid_nothing", f"«{detail.name}» sem valor pago."))
            elif detail.settled_cents is None or not _adds_up(detail, self.layout.is_net):
                paid, face = format_brl(detail.paid_cents), format_brl(detail.face_cents)
                parts = "com os encargos, descontos e tarifas da linha"
                found.append(("parts", f"O valor pago, {paid}, não é o do título, {face}, {parts}. Confira."))
            if not detail.nosso_numero.strip("0"):
                found.append(("no_number", "O pagamento veio sem nosso número."))
            number_dv = self.layout.number_dv
            written, expected = number_dv(detail.raw[0].decode("latin-1")) if number_dv else ("", "")
            if written != expected:
                phrase = f"O dígito do nosso número {detail.nosso_numero} é {expected}, e aqui é {written}. Confira-o."
                found.append(("nosso_numero_dv", phrase))
            odd = _odd_day(detail, self.opening.generated_on)
            if odd:
                found.append(("occurred_on", odd))
        elif detail.meaning == REVERSED:
            found.append(("reversed", f"«{detail.name}»: um pagamento foi desfeito. Confira qual."))
        elif detail.paid_cents:
            paid = format_brl(detail.paid_cents)
            found.append(("paid_unexpected", f"«{detail.name}» traz um valor pago, {paid}. Confira."))
        if detail.occurred_on is None:
            found.append(("occurred_on", "O detalhe veio sem a data da ocorrência."))
        return [self.remark(detail.lines[-1], code, phrase, detail.raw[-1]) for code, phrase in found]

    def closing(self) -> Closing:
        sums = self.sums.values()
        skipped = (Skipped(kind, self.layout.skipped[kind], count) for kind, count in sorted(self.skipped.items()))
        return Closing(
            bank=self.bank.code,
            layout=self.layout.name,
            generated_on=self.opening.generated_on,
            header=self.opening.raw,
            lines=self.lines,
            details=self.details,
            occurrences={code: sums[0] for code, sums in sorted(self.sums.items())},
            face_cents=sum(one[1] for one in sums),
            paid_cents=sum(one[2] for one in sums),
            reviews=self.reviews,
            remarks=self.remarks,
            skipped=tuple(skipped),
            holds=tuple(self.holds),
        )


def converters(record: Record) -> Mapping[str, Any]:
    """Of each date of this record, the table that turns its digits into a day."""
    return {one.name: DAYS[one.kind] for one in record.fields if one.kind in DATES}


def document(kind: str, found: str) -> str:
    """The payer's CPF or CNPJ without the zeros before it; "" where the file has none."""
    found = found.strip()
    if not found.strip("0"):
        return ""
    return found[-_DOCUMENT_DIGITS.get(kind, len(found)) :]


def fitted(line: str, width: int) -> tuple[str, str]:
    """`line` as wide as its record, and what was done to it: "", "padded" or "cut". As it came when neither may be."""
    if len(line) < width:
        return line.ljust(width), "padded"
    if len(line) > width and not line[width:].strip(" "):
        return line[:width], "cut"
    return line, ""


FITTED = {
    "padded": "A linha é mais curta que o registro; o que falta foi lido como espaços.",
    "cut": "A linha é mais longa que o registro; os espaços que sobram foram ignorados.",
}


def settled(paid: int, expected: int, tarifa: int, other: int) -> int | None:
    """What the payer gave, where the paid column may be net of the tarifa; None when the parts do not say."""
    if not tarifa or not paid:
        return paid
    if paid in (expected - tarifa, expected - tarifa + other):
        return paid + tarifa
    return paid if paid in (expected, expected + other) else None


def _odd_day(detail: Detail, generated_on: date | None) -> str:
    """Why the day of this payment cannot be its own; "" where nothing speaks against it."""
    on, credit_on = detail.occurred_on, detail.credit_on
    if on is None:
        return ""
    if credit_on is not None and on > credit_on:
        return f"O pagamento é de {on:%d/%m/%Y}, depois do seu crédito, de {credit_on:%d/%m/%Y}. Confira o dia."
    if generated_on is not None and on > generated_on:
        return f"O pagamento é de {on:%d/%m/%Y}, depois do arquivo, de {generated_on:%d/%m/%Y}. Confira o dia."
    if generated_on is not None and (generated_on - on).days > _MOST_DAYS:
        return f"O pagamento é de {on:%d/%m/%Y}, mais de {_MOST_DAYS} dias antes do arquivo. Confira o dia."
    return ""


def _adds_up(detail: Detail, is_net: bool) -> bool:
    """Whether the parts explain the paid value, in one of the ways banks put them together."""
    reduced = detail.face_cents - (detail.discount_cents or 0) - (detail.abatimento_cents or 0)
    difference = detail.paid_cents - reduced - (detail.juros_cents or 0) - (detail.multa_cents or 0)
    if difference == 0:
        return True
    tarifa, other, iof = detail.tarifa_cents or 0, detail.other_cents or 0, detail.iof_cents or 0
    if difference in (other, iof, -iof) or (is_net and difference in (-tarifa, other - tarifa)):
        return True
    net = detail.net_cents
    return bool(net) and net in (detail.paid_cents, detail.paid_cents - tarifa)
