"""`@once(201)`: a write happens once for an Idempotency-Key; the same request again gets the same answer."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from ninja.responses import Status

from adimple.domain.errors import Invalid
from adimple.usecases import idempotency
from adimple.web.api.shapes import KeyRequest, Told

HEADER = "Idempotency-Key"
PATTERN = r"[!-~]{1,100}"


def once(status: int) -> Callable:
    def decorate(view: Callable[..., Told]) -> Callable:
        @wraps(view)
        def guarded(request: KeyRequest, *args: Any, **kwargs: Any) -> Status:
            key = request.headers.get(HEADER, "")
            if not re.fullmatch(PATTERN, key):
                raise Invalid(
                    HEADER, "Mande Idempotency-Key: um texto seu, de 1 a 100 letras sem espaço, novo a cada ato."
                )
            opened = request.auth
            answer = idempotency.once(
                opened.ctx.now, opened.id, key, _fingerprint(request), lambda: _act(status, view, request, args, kwargs)
            )
            return Status(answer.status, answer.body)

        return guarded

    return decorate


def _act(status: int, view: Callable[..., Told], request: KeyRequest, args: tuple, kwargs: dict) -> tuple[int, Any]:
    return status, view(request, *args, **kwargs).model_dump(mode="json")


def _fingerprint(request: KeyRequest) -> str:
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(asked).hexdigest()
