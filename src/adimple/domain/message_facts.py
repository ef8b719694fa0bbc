"""What a message may tell: one devedor's títulos on one day, each with its items, its situation and its total."""

import re
from dataclasses import dataclass
from datetime import date

from adimple.domain import calendar, money

# Blanks, control characters and marks that turn the direction of text: none may break a line or hide a word.
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_HONORIFICS = frozenset({"dr", "dra", "sr", "sra", "srta", "prof", "profa", "dona", "seu"})


@dataclass(frozen=True, slots=True)
class TituloLine:
    """What one título owes on the day of the message.

    `principal_cents` is what is still open of `original_cents`. `payable_until` is the last day without charges; None
    means the due date itself. Rates are those of the título's policy, 0 where nothing accrues or where the law says it.
    """

    due_on: date
    original_cents: int
    principal_cents: int
    number: str = ""
    description: str = ""
    payable_until: date | None = None
    multa_ppb: int = 0
    juros_ppb_month: int = 0
    juros_by_law: bool = False
    multa_cents: int = 0
    juros_cents: int = 0
    correcao_cents: int = 0
    discount_cents: int = 0
    discount_until: date | None = None
    linha_digitavel: str = ""
    pix_copia_e_cola: str = ""
    link_pagamento: str = ""

    @property
    def total_cents(self) -> int:
        return self.principal_cents + self.multa_cents + self.juros_cents + self.correcao_cents - self.discount_cents


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """All that one message tells. `credor_document` is formatted; `link` is the signed page of this message.

    `has_own_pix`: the page has a Pix to the credor's own key, for títulos that came without a code.
    `makes_pix`: the page makes one of today for each título, at the credor's PSP.
    """

    on: date
    devedor_name: str
    devedor_is_company: bool
    credor_name: str
    credor_document: str
    credor_address: str
    link: str
    titulos: tuple[TituloLine, ...]
    credor_email: str = ""
    credor_phone: str = ""
    has_own_pix: bool = False
    makes_pix: bool = False

    @property
    def can_pay_online(self) -> bool:
        """Whether the page of this message has a way to pay: only then may the message promise one."""
        return self.has_own_pix or self.makes_pix or any(has_way_to_pay(line) for line in self.titulos)


def has_way_to_pay(line: TituloLine) -> bool:
    """Whether the credor's system issued one for this título."""
    return bool(line.linha_digitavel or line.pix_copia_e_cola or line.link_pagamento)


def first_name(name: str) -> str:
    """How to greet a person: `MARIA EXEMPLO` → Maria, `Exemplo, João` → João, `Dr. Ivo` → Ivo, `J. Teste` as it is."""
    if name.count(",") == 1 and name.split(",")[1].strip():
        name = name.split(",")[1]
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".").casefold() in _HONORIFICS:
        words = words[1:]
    if not words or len(words[0].rstrip(".")) < 2:
        return " ".join(words)
    given = words[0]
    return "-".join(part.capitalize() for part in given.split("-")) if given.isupper() or given.islower() else given


def one_line(text: str) -> str:
    """Text that cannot break a line, a header or the reading order."""
    return _BREAKS.sub(" ", text).strip()


def items(line: TituloLine) -> list[tuple[str, int]]:
    """The original value and each added item of a título, then its total, as (label, cents)."""
    rows = [("Valor original", line.original_cents)]
    if line.principal_cents != line.original_cents:
        rows.append(("Em aberto do valor original", line.principal_cents))
    is_charged = line.multa_cents or line.juros_cents
    if is_charged or line.correcao_cents:
        rows.append((_rated("Multa", line.multa_ppb, ""), line.multa_cents))
        juros = "Juros legais" if line.juros_by_law else _rated("Juros", line.juros_ppb_month, " ao mês")
        rows.append((juros, line.juros_cents))
    if line.correcao_cents:
        rows.append(("Correção monetária", line.correcao_cents))
    if line.discount_cents:
        rows.append(("Desconto", -line.discount_cents))
    return [*rows, ("Total", line.total_cents)]


def heading(line: TituloLine, on: date) -> str:
    """`Mensalidade nov/2026 (CE-1113): venceu em 10/11/2026, há 14 dias`."""
    return f"{label(line)}: {situation(line, on)}"


def total_cents(facts: MessageFacts) -> int:
    return sum(line.total_cents for line in facts.titulos)


def by_due_date(facts: MessageFacts) -> list[TituloLine]:
    return sorted(facts.titulos, key=lambda line: (line.due_on, line.number, line.description))


def last_free_day(line: TituloLine) -> date:
    return line.payable_until or line.due_on


def is_overdue(line: TituloLine, on: date) -> bool:
    return on > last_free_day(line)


def _rated(name: str, ppb: int, per: str) -> str:
    return f"{name} ({money.format_percent(ppb)}{per})" if ppb else name


def label(line: TituloLine) -> str:
    description, number = one_line(line.description), one_line(line.number)
    if description and number:
        return f"{description} ({number})"
    return description or (f"Nº {number}" if number else "Sem descrição")


def situation(line: TituloLine, on: date) -> str:
    due = calendar.format_date(line.due_on)
    if on < line.due_on:
        return f"vence em {due}"
    if on == line.due_on:
        return f"vence hoje, {due}"
    if not is_overdue(line, on):
        return f"venceu em {due} e aceita pagamento sem acréscimos até {calendar.format_date(last_free_day(line))}"
    days = (on - line.due_on).days
    return f"venceu em {due}, há {'1 dia' if days == 1 else f'{days} dias'}"
