"""One template, one set of facts, one day: equal input gives equal bytes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from adimple.papers.lettering import legible
from adimple.papers.typeset import typesetter


def print_pdf(template: str, facts: Mapping[str, Any], *, made_on: date, is_long: bool = False) -> bytes:
    """The PDF/A-2b of `templates/<template>.typ`. `made_on` is the day the file says it was made.

    Every text of `facts` is made legible, in records and lists too; but what is under `drawings` enters as it is.
    `is_long`: of more pages than the memory of this process should keep.
    """
    noon = datetime(made_on.year, made_on.month, made_on.day, 12, tzinfo=UTC)
    with typesetter(template, int(noon.timestamp()), is_long=is_long) as typeset:
        told = _legible({**facts, "made_on": [made_on.year, made_on.month, made_on.day]})
        return typeset(json.dumps(told, ensure_ascii=False))


def _legible(told: Any, name: str = "") -> Any:
    if name == "drawings":
        return told
    if isinstance(told, str):
        return legible(told)
    if is_dataclass(told):
        return {field.name: _legible(getattr(told, field.name), field.name) for field in fields(told)}
    if isinstance(told, Mapping):
        return {key: _legible(value, key) for key, value in told.items()}
    if isinstance(told, (list, tuple, Iterator)):
        return [_legible(one, name) for one in told]
    return told
