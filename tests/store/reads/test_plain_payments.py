"""A sheet laid as columns writes what the same payments, registered one by one, write; what is not plain is left."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.reads.matching import Matched
from adimple.store.reads.plain_payments import lay_plain
from adimple.store.scope import Scope
from adimple.usecases.import_payments import import_payments
from adimple.usecases.import_titulos import ImportFile
from adimple.usecases.register_payment import RegisterPayment, register_payment
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.sheets import PAID_HEADER, paid, sheet
from tests.web.walking import undone

pytestmark = pytest.mark.django_db

DUE = date(2026, 10, 31)  # a Saturday: paying on Tuesday, 3 November, after Finados, is in time
POLICIES = (
    {},
    {"juros_basis": "daily_cents_down", "rounding": "down"},
    {"nonbusiness_due": "extended", "multa_base": "corrected"},
    {"discount_ppb": 50_000_000, "discount_days_before": 2},
    {"multa_ppb": 100_000_000, "juros_ppb_month": 90_000_000},  # above the caps of consumers
)
PAID_AFTER = (-10, -2, 0, 3, 10, 24)  # days from the due date
CENTS = (1, 10_00, 849_99, 850_00, 875_50, 2_000_00)
BEFORE = ((), ((-20, 100_00),), ((-20, 30_00), (2, 12_34)))  # what had been paid by hand


def world(policy: dict, *, by_law: bool = False) -> models.Credor:
    """A título of a devedor of its own for each way of paying; two more of one devedor, who pays both."""
    credor = builders.make_credor()
    models.EncargosPolicy.objects.filter(credor=credor).update(**policy)
    if by_law:
        models.ImputacaoPolicy.objects.create(credor=credor, effective_on=DUE, by_law=True, created_at=NOW)
    ctx = builders.context_in(credor)
    for number, (after, _, before) in enumerate(ways()):
        devedor = builders.make_devedor(credor, kind="B2B" if number % 5 == 0 else "B2C")
        titulo = make_titulo(devedor, number)
        for days, part in before:
            if days < after:
                pay(ctx, titulo, part, DUE + timedelta(days=days))
    both = builders.make_devedor(credor)
    for number in (900, 901):
        make_titulo(both, number)
    builders.make_hold(both, kind="ja_paguei")
    return credor


def ways() -> list[tuple]:
    return list(itertools.product(PAID_AFTER, CENTS, BEFORE))


def rows() -> list[tuple[int, int, date]]:
    """(number of the título, cents, day) of the sheet."""
    of_ways = [(number, cents, DUE + timedelta(days=after)) for number, (after, cents, _) in enumerate(ways())]
    return [*of_ways, (900, 850_00, DUE), (901, 1_000_00, DUE - timedelta(days=1))]


def make_titulo(devedor, number: int, **given) -> models.Titulo:
    return builders.make_titulo(devedor, number=f"CE-{number}", identity_key=f"n:CE-{number}|", due_on=DUE, **given)


def pay(ctx, titulo, cents: int, on: date) -> None:
    command = RegisterPayment(
        devedor_id=titulo.devedor_id,
        titulo_ids=(titulo.id,),
        cents=cents,
        paid_on=on,
        external_key=f"form:{titulo.number}:{on}",
    )
    register_payment(ctx, command)


def bring(credor):
    told = (
        paid(f"CE-{number}", value=f"{cents // 100},{cents % 100:02d}", day=f"{on:%d/%m/%Y}")
        for number, cents, on in rows()
    )
    command = ImportFile(credor_id=credor.id, name="p.csv", content=sheet(*told, header=PAID_HEADER))
    return import_payments(builders.context_in(credor), command)


def ledger_of(credor) -> list[tuple]:
    """Every row of imputação with its payment and its título, whatever their ids."""
    fields = [
        "titulo__number", "titulo__closed_on", "titulo__closed_reason", "payment__paid_on", "payment__amount_cents",
        "payment__leftover_cents", "payment__devedor__kind", "paid_on", "juros_cents", "multa_cents", "correcao_cents",
        "principal_cents", "discount_cents", "principal_left_cents", "juros_from_on", "juros_open_cents",
        "multa_open_cents", "multa_charged", "is_current", "replaced_at",
    ]  # fmt: skip
    return sorted(models.Imputacao.objects.filter(credor=credor).values_list(*fields), key=str)


@pytest.mark.parametrize(
    ("policy", "by_law"),
    [*((policy, False) for policy in POLICIES), ({}, True)],
    ids=[*("-".join(policy) or "plain" for policy in POLICIES), "by_law"],
)
def test_columns_write_what_the_payments_one_by_one_write(policy, by_law):
    credor = world(policy, by_law=by_law)

    with undone():
        imported = bring(credor)
        by_sheet, lifted_by_sheet = ledger_of(credor), lifted_of(credor)
        chosen = models.Payment.objects.filter(credor=credor, source="spreadsheet").values_list(
            "chosen", "imputacao__titulo_id"
        )
        assert len(chosen) >= len(rows())
        assert all(chosen == [titulo_id] for chosen, titulo_id in chosen)
    titulos = {titulo.number: titulo for titulo in models.Titulo.objects.filter(credor=credor)}
    ctx = builders.context_in(credor)
    for number, cents, on in sorted(rows(), key=lambda row: row[2]):
        pay(ctx, titulos[f"CE-{number}"], cents, on)

    assert (imported.counts.accepted, imported.counts.rejected) == (len(rows()), 0)
    assert by_sheet == ledger_of(credor)
    assert lifted_by_sheet == lifted_of(credor) == (NOW, "Título quitado")


def lifted_of(credor) -> tuple:
    hold = models.Hold.objects.get(devedor__credor=credor)
    return hold.lifted_at, hold.lifted_reason


def matched(titulo, cents=100_00, on=ON, line=2) -> Matched:
    row = {"line": line, "payment_key": f"k{line}", "amount_cents": cents, "paid_on": on}
    return Matched(row, titulo.devedor_id, titulo.id)


def laid(credor, *found: Matched):
    """The lines laid as columns, and those left."""
    scope = Scope({credor.id: "operator"})
    plain, rest = lay_plain(scope, credor.id, [(one, 10 + place) for place, one in enumerate(found)])
    return plain.rows["line"].to_list(), [one.row["line"] for one, _ in rest]


@pytest.fixture
def devedor():
    return builders.make_devedor(builders.make_credor())


def test_a_titulo_paid_twice_in_the_sheet_leaves_its_devedor_to_the_ledger(devedor):
    one, other = make_titulo(devedor, 1), make_titulo(devedor, 2)
    stranger = make_titulo(builders.make_devedor(devedor.credor), 3)
    sheet_rows = matched(one), matched(one, line=3), matched(other, line=4), matched(stranger, line=5)
    assert laid(devedor.credor, *sheet_rows) == ([5], [2, 3, 4])


@pytest.mark.parametrize(("days", "is_plain"), [(-1, True), (0, False), (1, False)])
def test_a_payment_on_that_day_or_later_would_be_laid_again(devedor, days, is_plain):
    titulo = make_titulo(devedor, 1)
    pay(builders.context_in(devedor.credor), titulo, 10_00, ON - timedelta(days=5 - days))
    told = matched(titulo, on=ON - timedelta(days=5))
    assert laid(devedor.credor, told) == (([2], []) if is_plain else ([], [2]))


def test_a_closed_titulo_is_left_to_the_ledger(devedor):
    closed = builders.make_paid_titulo(builders.make_devedor(devedor.credor))
    assert laid(devedor.credor, matched(closed, line=3)) == ([], [3])


def test_a_clock_that_stepped_back_after_the_titulo_came_leaves_the_payment_plain(devedor):
    late = make_titulo(devedor, 1, created_at=NOW + timedelta(seconds=1))
    assert laid(devedor.credor, matched(late)) == ([2], [])


def test_one_indicated_for_two_is_left_to_the_ledger_and_so_are_its_devedors_others(devedor):
    one, other = make_titulo(devedor, 1), make_titulo(devedor, 2)
    indicated = replace(matched(one), indicated=(one.id, other.id))
    assert laid(devedor.credor, indicated, matched(other, line=3)) == ([], [2, 3])


def test_one_that_may_go_on_is_plain_while_its_titulo_takes_all_of_it(devedor):
    one = make_titulo(devedor, 1)
    part = replace(matched(one), indicated=(one.id,))
    more = replace(part, row={**part.row, "amount_cents": 2_000_00})
    assert laid(devedor.credor, part) == ([2], [])
    assert laid(devedor.credor, more) == ([], [2])


def test_nothing_to_lay_is_nothing(devedor):
    assert laid(devedor.credor) == ([], [])


def test_a_foreign_credor_is_not_there(devedor):
    with pytest.raises(NotFound):
        lay_plain(Scope({devedor.credor_id + 1: "owner"}), devedor.credor_id, [])
