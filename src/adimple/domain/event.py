"""What every event is: a frozen record with a stable name and a payload that holds no personal data."""

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Self, get_args, get_type_hints

Id = int | str  # a bigint, or a UUID written out
# A code (`ja_paguei`), a rule's id (`CON-HR-SP`), a SHA-256, a UUID or a host. A written name, an address, a CPF do not
# fit.
_SAFE_TEXT = re.compile(
    r"[a-z][a-z0-9_.\-]{0,79}|[A-Z]{3}-[A-Z0-9\-]{1,40}"
    r"|[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|([a-z0-9][a-z0-9-]{0,62}\.)+[a-z][a-z0-9-]{1,62}"
)


class Event:
    """A fact of the journal. `name` is stable for ever; a field added later needs a default."""

    __slots__ = ()
    name: ClassVar[str]

    def to_payload(self) -> dict[str, Any]:
        """JSON types only; an assert stops text that is neither a code, nor a hash, nor a UUID."""
        return {name: _to_json(getattr(self, name)) for name in _names(type(self))}  # type: ignore[arg-type]

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """The event a payload was made from; fields that older payloads lack take their defaults."""
        hints = get_type_hints(cls)
        return cls(**{name: _from_json(value, hints[name]) for name, value in payload.items()})


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _to_json(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, tuple):
        return [_to_json(item) for item in value]
    if isinstance(value, date):  # datetime included
        return value.isoformat()
    assert _SAFE_TEXT.fullmatch(value), f"not for a payload: {value!r}"
    return value


def _from_json(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    kinds = get_args(hint) or (hint,)
    if datetime in kinds:
        return datetime.fromisoformat(value)
    if date in kinds:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class OfCredor(Event):
    """An event of one credor."""

    credor_id: Id


@dataclass(frozen=True, slots=True)
class OfDevedor(OfCredor):
    """An event of one devedor: it shows in the timeline."""

    devedor_id: Id
