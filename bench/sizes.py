"""How much is measured."""

from dataclasses import dataclass

WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """`titulos` of the portfolio, and lines of a retorno; `rounds` of the night; `rows` imported, or of a retorno that
    enters the ledger; `messages` sent. `beside`: a Python of another environment, which has pycobranca, or "".
    """

    titulos: int
    rounds: int
    rows: int
    messages: int
    beside: str = ""

    @property
    def is_whole(self) -> bool:
        """Below it, what is done once weighs more than what is done for each título."""
        return self.titulos >= WHOLE
