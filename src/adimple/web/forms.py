"""What a person typed and what is wrong with it: kept together so that nothing typed is lost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from adimple.domain.errors import Invalid


@dataclass(slots=True)
class Form:
    """`values` as typed, `errors` by field in the order of the form. `is_locked`: to be read, not filled in."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_locked: bool = False

    def text(self, name: str) -> str:
        return (self.values.get(name) or "").strip()

    def need(self, name: str, phrase: str) -> str:
        """The text of a field that may not be blank; `phrase` says what to write."""
        value = self.text(name)
        if not value:
            self._complain(name, phrase)
        return value

    def read[Value](self, name: str, parse: Callable[[str], Value]) -> Value | None:
        """What `parse` makes of the field, or None with its complaint noted."""
        try:
            return parse(self.text(name))
        except Invalid as invalid:
            self._complain(name, invalid.phrase)
            return None

    def ask(self, check: Callable[..., object], *given) -> bool:
        """Whether nothing is wrong, once `check` said all it has against the form."""
        try:
            check(*given)
        except Invalid as invalid:
            self.note(invalid)
        return not self.errors

    def note(self, invalid: Invalid) -> None:
        for complaint in invalid.every:
            self._complain(complaint.field, complaint.phrase)

    @property
    def first_wrong(self) -> str:
        """The field that takes the focus."""
        return next(iter(self.errors), "")

    def _complain(self, name: str, phrase: str) -> None:
        """The first complaint of a field stays; the fields keep the order of the form."""
        self.errors.setdefault(name, phrase)
        place = {field: number for number, field in enumerate(self.values)}
        self.errors = dict(sorted(self.errors.items(), key=lambda error: place.get(error[0], len(place))))


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
        raise Invalid("number", "Escreva um número inteiro, de zero em diante.")
    return int(text)
