"""The months of each index that an installation has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from adimple.domain import limits
from adimple.domain.errors import Refused
from adimple.domain.indices import months
from adimple.domain.indices.catalog import index_of

MAX_MONTH_PPB = limits.BILLION  # 100% in a month, either way: what passes it is a misread figure

MISSING = "indice.mes_ausente"


class MonthMissing(Refused):
    """A month that the table lacks: its phrase names the series and how to get it."""

    def __init__(self, code: str, month: date) -> None:
        super().__init__(MISSING, missing_phrase(code, month))
        self.index = index_of(code)
        self.month = month

    @property
    def page_phrase(self) -> str:
        """The same for whoever reads a page, and may not be at the machine."""
        return (
            f"Falta {self.index.name} de {months.format_month(self.month)} na tabela de índices, e não supomos nenhum "
            "valor. Nada foi gravado. O que trazer, e como, está em Configurações, Multa e juros: peça a quem cuida da "
            "máquina do Adimple, e tente de novo."
        )


@dataclass(frozen=True, slots=True, eq=False)
class IndexTable:
    """Index code → month → ppb. Compared by identity: it is read once, and what is computed on it may be kept."""

    rates_ppb: Mapping[str, Mapping[date, int]] = field(default_factory=dict)

    def rate_ppb(self, code: str, month: date) -> int:
        """The rate of one month. Raises MonthMissing, naming the index, the month and how to get it."""
        rate_ppb = self.rates_ppb.get(code, {}).get(month)
        if rate_ppb is None:
            raise MonthMissing(code, month)
        return rate_ppb

    def rates_between(self, code: str, first: date, last: date) -> list[int]:
        """The rates of whole months, both ends included; the first that is missing is refused."""
        return [self.rate_ppb(code, month) for month in months.between(first, last)]


def missing_phrase(code: str, month: date) -> str:
    index = index_of(code)
    return (
        f"Falta {index.name} de {months.format_month(month)} na tabela de índices, e não supomos nenhum valor. "
        f"Importe a série {index.sgs} do Banco Central: adimple indices import ARQUIVO --index {index.code}."
    )


NO_INDICES = IndexTable()
