"""A file that is the whole open list: what it leaves out is no longer open, where that is certain and sane."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from adimple.domain import money
from adimple.domain.errors import Refused

SANE_PERCENT = 20  # of the open títulos, or of their principal: above it somebody types the number

CHANGED = "import.absent_changed"
ASKS = "import.absent_asks"
BLIND = "import.absent_blind"


@dataclass(frozen=True, slots=True)
class Absent:
    """Open títulos that the file does not bring. Of `open_count` there were before it, with `open_cents` of principal.

    `unsure`: open títulos without a number, which stay as they are. `blind`: rows whose number cannot be
    read, which may be any of these; while there are any, none is closed.
    """

    ids: tuple[int, ...]
    cents: int
    open_count: int
    open_cents: int
    unsure: int
    blind: int

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def digest(self) -> str:
        return digest_of(self.ids)

    @property
    def asks_number(self) -> bool:
        """Whether so many would close that somebody must type how many."""
        too_many = self.count * 100 > self.open_count * SANE_PERCENT
        return too_many or self.cents * 100 > self.open_cents * SANE_PERCENT

    def told(self, seen: str, number: int | None) -> str:
        """The digest of what may be closed. `seen` is that of what somebody saw, `number` what they typed.

        What is little may be closed by whoever saw it or says how many; what is much, only by who says how many.
        Raises Refused, with what to do, when it may not be.
        """
        if not self.count:
            return self.digest
        if self.blind:
            raise Refused(BLIND, blind_phrase(self.blind))
        if seen and seen != self.digest:
            raise Refused(CHANGED, _CHANGED)
        confirmed = number == self.count or (number is None and bool(seen) and not self.asks_number)
        if not confirmed:
            raise NotConfirmed(self, number)
        return self.digest

    def number_phrase(self, typed: int | None) -> str:
        share = f"{_count(self.count)} de {_count(self.open_count)} títulos em aberto ({money.format_brl(self.cents)})"
        if typed is None:
            return f"Esta lista fecharia {share}. Se é isso mesmo, confirme com o número de títulos a fechar."
        return (
            f"Esta lista fecharia {share}, e o número digitado foi {_count(typed)}. Confira a lista e digite de novo."
        )


class NotConfirmed(Refused):
    """Nobody said that so many may be closed: what they are."""

    def __init__(self, absent: Absent, typed: int | None) -> None:
        super().__init__(ASKS, absent.number_phrase(typed))
        self.absent = absent


NOTHING_ABSENT = Absent((), 0, 0, 0, 0, 0)


def digest_of(ids: Sequence[int]) -> str:
    return hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()


def blind_phrase(rows: int) -> str:
    which = "1 linha não diz" if rows == 1 else f"{_count(rows)} linhas não dizem"
    return (
        f"{which} o número do título de um jeito que se possa ler: pode ser de um dos que faltam na lista, e nenhum "
        "será fechado assim. Corrija número e parcela na planilha e envie-a de novo, ou grave sem fechar nada."
    )


_CHANGED = (
    "O que esta lista fecharia mudou desde a conferência: chegou pagamento ou outra importação. "
    "Veja a lista de novo e confirme."
)


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
