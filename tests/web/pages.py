"""What a page says, as a person reads it."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser


def text_of(response) -> str:
    """The words of a page, tags away, spaces single."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    words = html.unescape(re.sub(r"<[^>]+>", " ", body))
    return " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())


@dataclass(frozen=True, slots=True)
class SeenForm:
    """Where a form, or one of its buttons, leads."""

    method: str
    path: str


def forms(response) -> list[SeenForm]:
    """Every way of a page to send something."""
    seen = _Forms(response.request["PATH_INFO"])
    seen.feed(response.content.decode())
    return seen.found


class _Forms(HTMLParser):
    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.method, self.found = here, "get", list[SeenForm]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: text or "" for name, text in attrs}
        if tag == "form":
            self.method = given.get("method", "get").lower()
            self._lead(given.get("action", ""))
        elif "formaction" in given:
            self._lead(given["formaction"])

    def _lead(self, action: str) -> None:
        self.found.append(SeenForm(self.method, action.partition("?")[0].partition("#")[0] or self.here))
