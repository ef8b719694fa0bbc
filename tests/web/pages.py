"""What a page says, as a person reads it."""

import html
import re


def text_of(response) -> str:
    """The words of a page, tags away, spaces single."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    words = html.unescape(re.sub(r"<[^>]+>", " ", body))
    return " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())
