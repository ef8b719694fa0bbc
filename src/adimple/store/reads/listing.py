"""What the lists share: the filter and its check, the search by name, number or CPF/CNPJ, the due dates of a band."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import connection

from adimple.domain import aging, cadastro, calendar
from adimple.domain.errors import Invalid
from adimple.store.scope import Scope

BUCKETS = {bucket.code: bucket for bucket in aging.BUCKETS}

NAME, WORDS, NUMBER, DOCUMENT = "name", "words", "number", "document"
MOST_BY_WORDS = 1_000  # a common surname in a large portfolio: the first of them, in order
# SQL of each way to be found, over a devedor d; `search` gives the values. Each has an index that begins with the
# credor.
OF_DEVEDOR = {
    NAME: "d.name_key >= %(name)s AND d.name_key < %(name_end)s",
    NUMBER: """d.id IN (SELECT n.devedor_id FROM titulo n WHERE n.credor_id = ANY(%(credores)s)
               AND n.number >= %(number)s AND n.number < %(number_end)s)""",
    DOCUMENT: "d.document = %(document)s",
    WORDS: f"""d.id = ANY(ARRAY(SELECT w.id FROM devedor w WHERE w.credor_id = ANY(%(credores)s)
               AND to_tsvector('simple', w.name_key) @@ to_tsquery('simple', %(words)s)
               ORDER BY w.name_key, w.id LIMIT {MOST_BY_WORDS}))""",
}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """`text`: the beginning of a number or of a name, or a whole CPF/CNPJ. `bucket`: a code of the ageing."""

    STATES: ClassVar[tuple[str, ...]] = ()

    text: str = ""
    bucket: str = ""
    state: str = "abertos"

    def __post_init__(self) -> None:
        if self.bucket and self.bucket not in BUCKETS:
            raise Invalid("faixa", "Esta faixa de atraso não existe. Escolha uma da lista.")
        if self.state not in self.STATES:
            raise Invalid("situacao", "Esta situação não existe. Escolha uma da lista.")


def search(scope: Scope, text: str) -> tuple[str, dict[str, Any]]:
    """How `text` is looked for, one of OF_DEVEDOR, and the values of its SQL; ("", {}) when there is no text."""
    text = " ".join(text.split())
    if not text:
        return "", {}
    reading = cadastro.read_document(text)
    if reading.valid and reading.normalised:
        return DOCUMENT, {"document": reading.normalised}
    for number in dict.fromkeys((text, text.upper())):
        if number_exists(scope, number):
            return NUMBER, {"number": number, "number_end": _end(number)}
    return search_name(scope, text)


def search_name(scope: Scope, text: str) -> tuple[str, dict[str, str]]:
    """By the beginning of the name, whatever its accents; where none begins so, by the beginnings of its words."""
    name = cadastro.fold_name(text)
    if not name:
        return NAME, {"name": "", "name_end": ""}
    values = {"name": name, "name_end": _end(name)}
    if (words := re.findall(r"[^\W_]+", name)) and not _name_exists(scope, values):
        return WORDS, {"words": " & ".join(f"{word}:*" for word in words)}
    return NAME, values


def _name_exists(scope: Scope, values: dict[str, str]) -> bool:
    with connection.cursor() as run:
        run.execute(
            f"SELECT EXISTS (SELECT 1 FROM devedor d WHERE d.credor_id = ANY(%(credores)s) AND {OF_DEVEDOR[NAME]})",
            values | {"credores": scope.credor_ids},
        )
        return run.fetchone()[0]


def number_exists(scope: Scope, text: str) -> bool:
    """Whether a título's number begins so."""
    with connection.cursor() as run:
        run.execute(
            "SELECT EXISTS (SELECT 1 FROM titulo WHERE credor_id = ANY(%s) AND number >= %s AND number < %s)",
            [scope.credor_ids, text, _end(text)],
        )
        return run.fetchone()[0]


def due_range(bucket: aging.Bucket, on: date) -> tuple[date, date]:
    """The due dates, both ends included, whose títulos are in `bucket` on `on`.

    A due date without bank service is in time until the next bank day, so the last days before `on` may not be late.
    """
    first_in_time = on
    while calendar.effective_due_on(first_in_time - timedelta(days=1)) >= on:
        first_in_time -= timedelta(days=1)
    if bucket.first_day is None:
        return first_in_time, date.max
    oldest = on - timedelta(days=bucket.last_day) if bucket.last_day is not None else date.min
    return oldest, min(on - timedelta(days=bucket.first_day), first_in_time - timedelta(days=1))


def _end(text: str) -> str:
    """The first text after every one that begins with `text`, in code point order."""
    return text[:-1] + chr(ord(text[-1]) + 1)
