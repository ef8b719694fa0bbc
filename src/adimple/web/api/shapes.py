"""What the requests and answers are made of: strict in what comes, explicit in what goes."""

import re
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from adimple.domain import limits
from adimple.usecases.api_keys import OpenedKey

MOST_ID = 2**63 - 1
_PLAIN = r"^[^\x00-\x1f\x7f]*$"


class KeyRequest(HttpRequest):
    """A request that passed the door."""

    auth: OpenedKey


class Asked(Schema):
    """A body: nothing but its fields, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(Schema):
    """Words of an address: nothing but these."""

    model_config = ConfigDict(extra="forbid")


class Told(Schema):
    """An answer."""


def _day(given: Any) -> date:
    if isinstance(given, date):
        return given
    if not isinstance(given, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        raise ValueError("Escreva a data como 2026-01-31.")
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise ValueError("Esta data não existe no calendário.") from error
    if not limits.EARLIEST_YEAR <= day.year <= limits.LATEST_YEAR:
        raise ValueError(f"O ano vai de {limits.EARLIEST_YEAR} a {limits.LATEST_YEAR}.")
    return day


def _digits(given: Any) -> int:
    if not (isinstance(given, str) and re.fullmatch(r"[0-9]{1,19}", given)):
        raise ValueError("Precisa ser um número inteiro.")
    return int(given)


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Id = Annotated[int, Field(ge=1, le=MOST_ID)]
# Of an address, where everything is text.
AddressId = Annotated[
    int,
    BeforeValidator(_digits),
    Field(ge=1, le=MOST_ID),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_ID}),
]
Cents = Annotated[int, Field(ge=1, le=limits.MAX_PRINCIPAL_CENTS)]
Cursor = Annotated[str, Field(max_length=600, pattern=_PLAIN)]
Short = Annotated[str, Field(max_length=100, pattern=_PLAIN)]
Line = Annotated[str, Field(max_length=300, pattern=_PLAIN)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=_PLAIN)]
