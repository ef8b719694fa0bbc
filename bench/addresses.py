"""What people open: every address of the console that answers a GET, the usual searches and filters, the portal."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.db import connection
from django.urls import reverse

from adimple.usecases import links
from adimple.web.console import urls
from bench import people

POOL = 400  # rows of each kind that are opened
NOT_PAGES = {pattern.name for pattern in urls.DOORS}
DOWNLOADS = ("_planilha", "_recusadas")  # whole sheets
# Beside each page as it opens. Of a search, many texts: what one person looks for is not what another does.
QUERIES = {
    "painel": ("?credor=bench",),
    "titulos": (
        "?credor=bench", "?faixa=de_31_a_60", "?situacao=pagos", "?situacao=pausados", "?situacao=todos", "?q={name}",
        "?q={number}",
    ),
    "devedores": (
        "?credor=bench", "?situacao=vencidos", "?situacao=pausados", "?situacao=todos", "?q={name}", "?q={words}",
        "?q={number}", "?q={cpf}",
    ),
    "acoes": ("?aba=recusadas", "?canal=email", "?q={name}"),
    "tarefas": ("?aba=feitas", "?q={name}"),
    "pagamentos_novo": ("?q={name}",),
}  # fmt: skip
SEARCH = tuple(f"devedores?q={{{kind}}}" for kind in ("name", "words", "number", "cpf"))


@dataclass(frozen=True, slots=True)
class Pools:
    """Rows by the names that addresses give their ids; those of one row go together."""

    rows: dict[tuple[str, ...], list[tuple]]

    def draw(self, names: tuple[str, ...], chance: random.Random) -> dict[str, object] | None:
        for known, rows in self.rows.items():
            if set(names) <= set(known) and rows:
                return {name: one for name, one in zip(known, chance.choice(rows), strict=True) if name in names}
        return None


def pools(slug: str, import_id: int) -> Pools:
    with connection.cursor() as cursor:

        def asked(sql: str) -> list[tuple]:
            cursor.execute(f"SELECT * FROM ({sql}) one ORDER BY random() LIMIT {POOL}")
            return cursor.fetchall()

        return Pools({
            ("devedor_id",): asked("SELECT id FROM devedor"),
            ("devedor_id", "hold_id", "contact_id"): asked(
                "SELECT h.devedor_id, h.id, c.id FROM hold h JOIN contact c ON c.devedor_id = h.devedor_id"
            ),
            ("action_id",): asked("SELECT id FROM action"),
            ("task_id",): asked("SELECT id FROM task"),
            ("payment_id",): asked("SELECT id FROM payment"),
            ("titulo_id",): asked("SELECT id FROM titulo"),
            ("slug",): [(slug,)],
            ("code",): [("pf_lembrete",)],
            ("import_id",): [(import_id,)],
        })  # fmt: skip


def tokens(on: date) -> list[str]:
    """Of messages that left: the secret part of their links."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT credor_id, id FROM action WHERE state = 'sent' ORDER BY random() LIMIT {POOL}")
        return [links.token_of(credor_id, action_id, on) for credor_id, action_id in cursor.fetchall()]


def deck(rows: Pools, portal: list[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    """(page, address) without end: every page once in an order of its own, then again with other rows."""
    while True:
        cards = list(_cards(rows, portal, chance))
        chance.shuffle(cards)
        yield from cards


def searches(people_count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    for query in itertools.cycle(SEARCH):
        yield query, reverse("devedores") + _filled(query.partition("devedores")[2], people_count, chance)


def _cards(rows: Pools, portal: list[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    for pattern in urls.urlpatterns:
        if pattern.name in NOT_PAGES or pattern.name.endswith(DOWNLOADS):
            continue
        ids = rows.draw(tuple(pattern.pattern.converters), chance)
        if ids is None:
            continue
        address = reverse(pattern.name, kwargs=ids)
        yield pattern.name, address
        for query in QUERIES.get(pattern.name, ()):
            yield f"{pattern.name}{query}", address + _filled(query, 100_000, chance)
    for _ in range(2):
        yield "portal", reverse("link", args=[chance.choice(portal)])


def _filled(query: str, people_count: int, chance: random.Random) -> str:
    number = chance.randrange(1, people_count)
    first, middle, _, _ = people.name(number).split()
    typed = {
        "name": f"{first} {middle[:3]}",
        "words": f"{middle} {number}",
        "number": f"B{number}",
        "cpf": people.cpf(number),
    }
    return query.format(**{kind: quote(text) for kind, text in typed.items()})
