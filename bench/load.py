"""Twenty people at once over a million títulos: what every page takes, beside a server of the ordinary kind."""

import itertools
import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from adimple.cli import boot
from adimple.store import models
from adimple.usecases.upload_import import UploadImport, upload_import
from bench import addresses, imports, lived, people, seed, serving, visitors
from bench.visitors import Seen, Visitor

PEOPLE = 20
THINK = (1.0, 3.0)  # seconds between two pages of one person
WARM_SECONDS = 90.0  # before anything is measured: what is asked every day is in memory
ALONE = 200  # pages of each kind asked by one person, without thinking
PAGE_MS, SEARCH_MS, DEVEDOR_MS = 150, 30, 100
PASSWORD = "tres palavras de medida"
PARTS = (("bench", 9), ("bench-2", 1))  # tenths of the portfolio: who works for two credores asks over both


@dataclass(frozen=True, slots=True)
class Line:
    """Of one page: how often it was asked, percentiles in milliseconds, the p95 it may take."""

    page: str
    asked: int
    p50: float
    p95: float
    p99: float
    target: int

    @property
    def is_met(self) -> bool:
        return self.p95 <= self.target


def measure(titulos: int, seconds: float) -> tuple[list[Line], dict[str, int]]:
    """Lines, the slowest first, then those of one person alone; and the addresses that are no page, by their status."""
    _prepare(titulos)
    ctx = boot.context()
    import_id = models.ImportFile.objects.values_list("id", flat=True).first()
    rows, portal = addresses.pools("bench", import_id), addresses.tokens(ctx.on)
    emails = [_email(number) for number in range(PEOPLE)]
    with serving.running() as port:
        users = [Visitor(port, number + 1) for number in range(PEOPLE)]
        for visitor, email in zip(users, emails, strict=True):
            visitor.enter(email, PASSWORD)
        decks = [addresses.deck(rows, portal, random.Random(number)) for number in range(PEOPLE)]
        warm = visitors.together(users, decks, min(WARM_SECONDS, seconds), THINK)  # caches warm, as after a morning
        crowd = visitors.together(users, decks, seconds, THINK)
        alone = _alone(users[0], rows, titulos * 3 // 10 * 9 // 10)
    lines = sorted((line_of(page, ms, PAGE_MS) for page, ms in crowd.ms.items()), key=lambda line: -line.p95)
    for name, page, target in (("busca", "busca", SEARCH_MS), ("devedor", "devedor", DEVEDOR_MS)):
        lines.append(line_of(f"{name}, uma pessoa só", alone.ms[page], target))
    other = warm.other | crowd.other
    return lines, {page: status for page, status in other.items() if page not in crowd.ms}


def _alone(visitor: Visitor, rows: addresses.Pools, people_count: int) -> Seen:
    chance, seen = random.Random(1), Seen()
    found = (("busca", address) for _, address in addresses.searches(people_count, chance))
    opened = (("devedor", f"/devedores/{rows.draw(('devedor_id',), chance)['devedor_id']}/") for _ in itertools.count())
    for pages in (found, opened):
        for _ in itertools.islice(visitors.look(visitor, pages, seen), ALONE):
            pass
    assert not seen.other, seen.other
    return seen


def _prepare(titulos: int) -> None:
    """Seeds the installation unless it already holds what is asked."""
    ctx = boot.context()
    if models.Titulo.objects.filter(credor__slug=PARTS[0][0]).exists():
        return
    at = ctx.now - timedelta(days=30)
    for slug, tenths in PARTS:
        share = titulos * tenths // 10
        credor = seed.portfolio(titulos=share, devedores=share * 3 // 10, at=at, slug=slug, on=ctx.on)
        lived.live(credor, devedores=share * 3 // 10, on=ctx.on, at=at)
        for number in range(PEOPLE):
            _join(credor, number, ctx.now)
    ctx = boot.context()
    content = imports.sheet(200)
    upload_import(ctx, UploadImport(credor_id=credor.id, kind="titulos", name="novembro.csv", content=content))
    lived.settle(ctx, ctx.on)


def _join(credor: models.Credor, number: int, now: datetime) -> None:
    account, is_new = models.Account.objects.get_or_create(
        email=_email(number), defaults={"name": people.name(number), "created_at": now}
    )
    if is_new:
        account.set_password(PASSWORD)
        account.save()
    role = ("owner", "manager", "operator", "auditor")[number % 4]
    models.Membership.objects.create(account=account, credor=credor, role=role, since=now)


def _email(number: int) -> str:
    return f"pessoa{number}@exemplo.test"


def line_of(page: str, ms: list[float], target: int) -> Line:
    ordered = sorted(ms)
    p50, p95, p99 = (ordered[math.ceil(len(ordered) * part) - 1] for part in (0.5, 0.95, 0.99))
    return Line(page, len(ordered), p50, p95, p99, target)
