"""What leaves the house as a spreadsheet, in the past tense: told with the other events, by `events.EVENTS`."""

from dataclasses import dataclass
from typing import ClassVar

from adimple.domain.event import Event, Id


@dataclass(frozen=True, slots=True)
class SheetExported(Event):
    """A list was taken out. `rows`: those of this credor, or of none; `sha256` is of the whole file.

    `filters` says what chose the rows, by codes; what was typed to find a person is not written down.
    """

    name: ClassVar = "sheet.exported"
    credor_id: Id | None
    sheet: str
    rows: int
    format: str
    filters: tuple[str, ...]
    sha256: str
