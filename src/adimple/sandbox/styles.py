"""The styles of a message's HTML, named one by one by their hash, so that its policy allows those and no other."""

import base64
import hashlib
import html.parser

MOST_STYLES = 200  # of one message; one with more is shown plain


def style_source(markup: str) -> str:
    """What `style-src` takes for this HTML (CSP 3): hashes of its style elements and attributes; 'none' without any."""
    collector = _Styles()
    collector.feed(markup)
    found = dict.fromkeys(collector.found)
    if not 0 < len(found) <= MOST_STYLES:
        return "'none'"
    return " ".join(["'unsafe-hashes'", *map(_hash, found)])


def _hash(style: str) -> str:
    digest = hashlib.sha256(style.encode("utf-8", "replace")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class _Styles(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = tag == "style"
        self.found += [value for name, value in attrs if name == "style" and value]

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = False
