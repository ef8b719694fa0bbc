"""Suite `retorno`: a bank's file in, what it says and what it leaves to a person out."""

import base64
import binascii
import io
from collections.abc import Iterable
from typing import Any

from adimple import banks
from adimple.domain.errors import Unreadable
from adimple.domain.retorno import reader
from adimple.domain.retorno.items import Closing, Item, Notice
from adimple.domain.shelf import shelf


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """`id, content_base64` → `id, bank, layout, details, occurrences, sums, review` and the `notices`. Never raises.

    `review` counts the notices; `notices` tells each: line, kind, code, phrase. `settles` is false while the ledger
    waits.
    """
    content = case.get("content_base64")
    try:
        found = base64.b64decode(content, validate=True) if isinstance(content, str) else None
    except (binascii.Error, ValueError):
        found = None
    if found is None:
        return _refused(case, "content_base64", "O campo «content_base64» precisa ser o arquivo em Base64.")
    try:
        return {"id": case.get("id")} | _told(reader.read(io.BytesIO(found), {one.code: one for one in _banks()}))
    except Unreadable as error:
        return _refused(case, error.code, error.phrase)


def _told(items: Iterable[Item]) -> dict[str, Any]:
    notices: list[Notice] = []
    closing = None
    for item in items:
        if isinstance(item, Notice):
            notices.append(item)
        elif isinstance(item, Closing):
            closing = item
    assert closing is not None, "a retorno that could be read ends in a closing"
    return {
        "bank": closing.bank,
        "layout": closing.layout,
        "details": closing.details,
        "occurrences": closing.occurrences,
        "sum_face_value_cents": closing.face_cents,
        "sum_paid_cents": closing.paid_cents,
        "review": len(notices),
        "settles": closing.may_settle,
        "notices": [{"line": one.line, "kind": one.kind, "code": one.code, "phrase": one.phrase} for one in notices],
    }


def _banks() -> tuple[Any, ...]:
    return shelf(banks, "BANK")


def _refused(case: dict[str, Any], code: str, phrase: str) -> dict[str, Any]:
    return {"id": case.get("id"), "error": code, "phrase": phrase}
