"""What a person typed and what is wrong with it: kept together so that nothing typed is lost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from adimple.domain.errors import Invalid


@dataclass(slots=True)
class Form:
    """`values` as typed, `errors` by field in the order found."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return (self.values.get(name) or "").strip()

    def need(self, name: str, phrase: str) -> str:
        """The text of a field that may not be blank; `phrase` says what to write."""
        value = self.text(name)
        if not value:
            self.errors.setdefault(name, phrase)
        return value

    def read[Value](self, name: str, parse: Callable[[str], Value]) -> Value | None:
        """What `parse` makes of the field, or None with its complaint noted."""
        try:
            return parse(self.text(name))
        except Invalid as invalid:
            self.errors.setdefault(name, invalid.phrase)
            return None

    def note(self, invalid: Invalid) -> None:
        self.errors.setdefault(invalid.field, invalid.phrase)


def parse_date(text: str) -> date:
    """A day as a date field sends it (2026-11-24) or as people write it (24/11/2026). Raises Invalid."""
    try:
        if brazilian := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
            day, month, year = map(int, brazilian.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("date", "Data não reconhecida. Escreva como 24/11/2026.") from error


def parse_whole(text: str) -> int:
    """A whole number, zero or more. Raises Invalid."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid("number", "Escreva um número inteiro.")
    return int(text)
