"""The people's mail: each reads what arrived in the sandbox's inbox, and finds in it the link to answer by."""

from dataclasses import dataclass
from email.utils import parseaddr

from adimple.cli.demo.portfolio import Portfolio
from adimple.sandbox import reader
from adimple.sandbox.mailbox import Mailbox, Row

_MOST_A_LOOK = 20_000
_PAGE = "/p/"


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that arrived, of one credor to one person. `number` is the inbox's."""

    number: int
    person: int
    slug: str


class Inbox:
    """What arrived since the last look, for the people of a portfolio."""

    def __init__(self, mailbox: Mailbox, portfolio: Portfolio) -> None:
        self._mailbox = mailbox
        self._people = {
            titulo.person.mailbox: titulo.person.number for titulo in portfolio.titulos if titulo.person.mailbox
        }
        self._seen = 0

    def new(self) -> list[Mail]:
        """In order of arrival."""
        rows, _ = self._mailbox.page(limit=_MOST_A_LOOK)
        fresh = [row for row in reversed(rows) if row.number > self._seen]
        self._seen = fresh[-1].number if fresh else self._seen
        return [mail for row in fresh if (mail := self._mail(row)) is not None]

    def token(self, mail: Mail) -> str:
        """The secret part of the address of the page that the message leads to."""
        octets = self._mailbox.read(mail.number)
        assert octets is not None, "a message just seen is still there"
        link = next(link for link in reader.read_message(octets).links if _PAGE in link)
        return link.partition(_PAGE)[2].partition("/")[0].partition("?")[0]

    def _mail(self, row: Row) -> Mail | None:
        """None for what goes to nobody of the portfolio, as the test that precedes the release."""
        person = self._people.get(row.fields.get("delivered-to", ""))
        if person is None:
            return None
        slug = parseaddr(row.fields["from"])[1].partition("@")[0]
        return Mail(row.number, person, slug)
