"""A stored message as people read it: text, HTML, headers and links. Broken mail is shown, never an error."""

import email
import email.policy
import html.parser
import re
from dataclasses import dataclass
from email.message import EmailMessage

from adimple.sandbox.mailbox import decode

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
FIRST_HEADERS = re.compile(rb"([!-9;-~]+):[ \t]*(.*(?:\r?\n[ \t].*)*)")


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says; `html` is empty when it has none."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    links: tuple[str, ...]

    def header(self, name: str) -> str:
        """The first header of that name, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def read_message(octets: bytes) -> Message:
    """The message parsed: headers in order and decoded, first text and HTML parts, links in order without repeats."""
    head = octets.partition(b"\r\n\r\n")[0]
    headers = tuple((name.decode("ascii"), decode(value)) for name, value in FIRST_HEADERS.findall(head))
    parsed = email.message_from_bytes(octets, _class=EmailMessage, policy=email.policy.default)
    text, markup = _part(parsed, "plain"), _part(parsed, "html")
    return Message(headers, text, markup, find_links(text, markup))


def find_links(text: str, markup: str) -> tuple[str, ...]:
    """Web addresses of the HTML's links, then those written in the text."""
    collector = _Links()
    collector.feed(markup)
    written = [address.rstrip(".,;:!?)]") for address in WEB_ADDRESS.findall(text)]
    return tuple(dict.fromkeys([*collector.found, *written]))


def _part(parsed: EmailMessage, subtype: str) -> str:
    part = parsed.get_body((subtype,))
    if part is None:
        return ""
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError):  # an unknown charset or a broken transfer encoding
        octets = part.get_payload(decode=True)
        return octets.decode("utf-8", "replace") if isinstance(octets, bytes) else ""


class _Links(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") if tag == "a" else None
        if address and address.startswith(("http://", "https://", "mailto:")):
            self.found.append(address)
