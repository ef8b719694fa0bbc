"""What a person typed and what is wrong with it: kept together so that nothing typed is lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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
