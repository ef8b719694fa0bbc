"""The devedor's page by its public link: milliseconds of the server with several people at once, over a portfolio.

Of each devedor as many títulos as a page shows QRs of. Half of the pages have a boleto and a Pix of each, with their
QRs; half nothing.
"""

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection

from adimple.cli import boot
from adimple.domain import pix
from adimple.store import models
from adimple.store.reads import balances
from adimple.store.scope import Scope
from adimple.usecases import boleto_entries, links
from adimple.usecases.save_psp_account import hook_sha256
from adimple.web.portal.pages import MOST_QRS
from bench import load, seed, visitors
from bench.visitors import Visitor

SLUG = "bench"
PEOPLE = 8
THINK = (0.3, 1.0)  # seconds between two pages of one person; the ceiling is of 120 pages a minute for an address
PAGES = 600  # of each kind, opened in an order of chance
BARE, FULL = "sem boleto nem Pix", "com boleto e Pix"
TARGET_MS = 60


def measured(port: int, titulos: int, seconds: float) -> list[load.Line]:
    """Of each kind of page, its percentiles; over the portfolio there is, or one made for it."""
    _prepare(titulos)
    ctx = boot.context()
    credor = models.Credor.objects.get(slug=SLUG)
    pages = _pages(credor, ctx.on)
    users = [Visitor(port, 100 + number) for number in range(PEOPLE)]
    decks = [_deck(pages, random.Random(number)) for number in range(PEOPLE)]
    visitors.together(users, decks, min(seconds / 4, 5), THINK)  # warm
    seen = visitors.together(users, decks, seconds, THINK)
    assert not seen.other, seen.other
    return [load.line_of(kind, seen.ms[kind], TARGET_MS) for kind in (BARE, FULL)]


def _prepare(titulos: int) -> None:
    ctx = boot.context()
    if not models.Credor.objects.filter(slug=SLUG).exists():
        at = ctx.now - timedelta(days=30)
        seed.portfolio(titulos=titulos, devedores=titulos * 3 // 10, at=at, slug=SLUG, on=ctx.on)


def _pages(credor: models.Credor, on: date) -> dict[str, list[str]]:
    """Addresses by kind of page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT devedor_id FROM titulo WHERE credor_id = %s AND closed_on IS NULL GROUP BY 1 HAVING count(*) = %s"
            " ORDER BY hashint8(devedor_id) LIMIT %s",
            [credor.id, MOST_QRS, 2 * PAGES],
        )
        ids = [found for (found,) in cursor.fetchall()]
    bare, full = ids[::2], ids[1::2]
    if not models.PixCharge.objects.filter(credor=credor).exists():
        _give_ways_to_pay(credor, full, on)
    token = {who: links.token_of_devedor(credor.id, who, on) for who in ids}
    return {kind: [f"/p/{token[who]}" for who in people] for kind, people in ((BARE, bare), (FULL, full))}


def _give_ways_to_pay(credor: models.Credor, devedores: list[int], on: date) -> None:
    """To every open título of theirs a boleto at the bank and a Pix at the PSP, both of what is owed on the day."""
    now = boot.context().now
    convenio, account = _contracts(credor, now)
    open_ = models.Titulo.objects.filter(devedor_id__in=devedores, closed_on=None).values_list("id", flat=True)
    titulos = balances.by_ids(Scope({credor.id: "owner"}), list(open_))
    models.Boleto.objects.bulk_create(
        models.Boleto(
            credor=credor, convenio=convenio, titulo_id=one.id, sequence=number, nosso_numero=f"{number:08d}",
            printed_number=f"109/{number:08d}-0", barcode="0" * 44, linha_digitavel=f"{number:047d}",
            cents=one.saldo.principal_cents, due_on=one.due_on, pay_until=on + timedelta(days=30), issued_on=one.due_on,
            policy=boleto_entries.policy_kept(one.policy), pagador={}, state="registered", created_at=now,
            changed_at=now,
        )
        for number, one in enumerate(titulos, 1)
    )  # fmt: skip
    models.PixCharge.objects.bulk_create(
        models.PixCharge(
            credor=credor, psp_account=account, titulo_id=one.id, attempt=1, txid=f"{one.id:032d}", kind="cob",
            cents=one.priced(on).total_cents, pay_until=on, policy={}, state="active",
            br_code=pix.dynamic_br_code(location=f"pix.exemplo.test/qr/{one.id:032d}", payee="EXEMPLO", city="BAURU"),
            asked_at=now, changed_at=now,
        )
        for one in titulos
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE boleto, pix_charge")


def _contracts(credor: models.Credor, now) -> tuple[models.Convenio, models.PspAccount]:
    convenio = models.Convenio.objects.create(
        credor=credor, bank_code="341", label="Itaú", layout="CNAB400", terms={}, terms_key="0" * 64, created_at=now
    )
    account = models.PspAccount.objects.create(
        credor=credor, gateway="pix_bacen", label="PSP", base_url="https://pix.exemplo.test/v2", oauth_id="exemplo",
        token_url="https://pix.exemplo.test/token", secret_sealed=b"", pix_key="recebe@exemplo.test",
        hook_sha256=hook_sha256(SLUG), created_at=now, tested_at=now,
    )  # fmt: skip
    return convenio, account


def _deck(pages: dict[str, list[str]], chance: random.Random) -> Iterator[tuple[str, str]]:
    for kind in itertools.cycle(pages):
        yield kind, chance.choice(pages[kind])
