"""A request whose Content-Type cannot be read is still a request, and is answered as one.

Django reads the charset before any of our code runs; one that is no charset of text (`rot13`, `hex`), or that turns
plain letters into others (`utf-7`, `utf-16`), would end in a broken answer, or in a text that nobody sent.
"""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

_LETTERS = bytes(range(32, 127))
_EVERY_BYTE = bytes(range(256))


class Request(WSGIRequest):
    """`is_unreadable`: nothing of its body was read, and it is to be refused."""

    is_unreadable = False

    def _set_content_type_params(self, meta) -> None:
        try:
            _, params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
            if not _is_of_text(params.get("charset", "")):
                raise ValueError("no charset of text")
            super()._set_content_type_params(meta)
        except (LookupError, ValueError, BadRequest, SuspiciousOperation):
            self.content_type, self._encoding, self.is_unreadable = "", None, True
            self.content_params: dict[str, str] = {}


class Handler(WSGIHandler):
    request_class = Request


def _is_of_text(charset: str) -> bool:
    """Whether its letters are those of ASCII and every byte has a reading. One that nobody knows counts as UTF-8."""
    if not charset:
        return True
    try:
        return _LETTERS.decode().encode(charset) == _LETTERS and bool(_EVERY_BYTE.decode(charset, "replace"))
    except LookupError as error:
        return "unknown encoding" in str(error)
    except (ValueError, UnicodeError):
        return False
