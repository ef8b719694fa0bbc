"""What can go wrong, as a person should hear it: refused, invalid, not found, rejected."""

from collections.abc import Iterable
from dataclasses import dataclass


class Refused(Exception):
    """A business refusal (HTTP 409): a code, a pt-BR phrase with the way out, and what it cites."""

    def __init__(self, code: str, phrase: str, cites: str = "") -> None:
        super().__init__(phrase)
        self.code = code
        self.phrase = phrase
        self.cites = cites


class Invalid(Exception):
    """An invalid input (HTTP 422): the field, and a pt-BR phrase that says how to mend it.

    `also` are the other fields found wrong with it, so that a person may mend them all at once.
    """

    def __init__(self, field: str, phrase: str, also: "tuple[Invalid, ...]" = ()) -> None:
        super().__init__(phrase)
        self.field = field
        self.phrase = phrase
        self.also = also

    @property
    def every(self) -> "tuple[Invalid, ...]":
        """This one, then the others."""
        return (self, *self.also)


class NotFound(Exception):
    """What is not there and what the scope may not see are the same (HTTP 404)."""


class Unreadable(Exception):
    """A file that cannot be read at all: a code and a pt-BR phrase that says why and what to do."""

    def __init__(self, code: str, phrase: str) -> None:
        super().__init__(phrase)
        self.code = code
        self.phrase = phrase


def raise_together(complaints: Iterable[Invalid]) -> None:
    """Raises the first with the others in `also`; nothing when there is none."""
    every = tuple(complaints)
    if every:
        raise Invalid(every[0].field, every[0].phrase, every[1:])


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row that was not accepted. `line` counts as the person's spreadsheet does, header included."""

    line: int
    field: str
    code: str
    phrase: str
