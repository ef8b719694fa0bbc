"""The list of títulos: what is found, in which order, in which band."""

from datetime import date, timedelta

import pytest

from adimple.domain import aging
from adimple.domain.errors import Invalid
from adimple.store.page import PAGE_SIZE
from adimple.store.reads import titulos as reads
from adimple.store.reads.listing import due_range
from adimple.store.reads.titulos import TituloFilter, list_titulos, sum_titulos
from adimple.store.scope import Scope
from tests import builders
from tests.builders import ON

pytestmark = pytest.mark.django_db

BUCKETS = {bucket.code: bucket for bucket in aging.BUCKETS}


@pytest.fixture
def credor():
    return builders.make_credor(name="Colégio Exemplo")


@pytest.fixture
def scope(credor):
    return Scope({credor.id: "auditor"})


def found(scope, on=ON, **wanted) -> list[str]:
    return [row.titulo.number for row in list_titulos(scope, TituloFilter(**wanted), on).rows]


def test_open_titulos_come_oldest_due_first(credor, scope):
    devedor = builders.make_devedor(credor)
    builders.make_titulo(devedor, number="B", due_on=date(2026, 11, 20))
    builders.make_titulo(devedor, number="A", due_on=date(2026, 10, 1))
    builders.make_paid_titulo(devedor, number="P")

    assert found(scope) == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("jo", ["DE-JOAO"]),
        ("JOÃO ex", ["DE-JOAO"]),
        ("exemplo", ["DE-JOAO"]),  # the beginning of a word
        ("xemplo", []),
        ("529.982.247-25", ["DE-ANA"]),
        ("52998224725", ["DE-ANA"]),
        ("DE-A", ["DE-ANA"]),
        ("de-a", ["DE-ANA"]),
        ("  DE-JOAO ", ["DE-JOAO"]),
        ("E-9", []),
    ],
)
def test_search_finds_by_beginning_of_name_or_number_and_by_whole_document(credor, scope, text, numbers):
    builders.make_titulo(builders.make_devedor(credor, name="João Exemplo"), number="DE-JOAO")
    builders.make_titulo(builders.make_devedor(credor, name="Ana Modelo", document="52998224725"), number="DE-ANA")

    assert found(scope, text=text) == numbers


def test_a_percent_sign_in_a_search_is_only_a_percent_sign(credor, scope):
    builders.make_titulo(builders.make_devedor(credor), number="X-1")

    assert found(scope, text="%") == []


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        ("abertos", ["OPEN", "HELD"]),
        ("pausados", ["HELD"]),
        ("pagos", ["PAID"]),
        ("baixados", ["OFF"]),
        ("todos", ["HELD", "OFF", "PAID", "OPEN"]),  # newest first
    ],
)
def test_each_situation_shows_its_own(credor, scope, state, numbers):
    devedor = builders.make_devedor(credor)
    builders.make_titulo(devedor, number="OPEN")
    builders.make_paid_titulo(devedor, number="PAID")
    builders.make_titulo(devedor, number="OFF", closed_on=ON, closed_reason="baixa")
    held = builders.make_titulo(devedor, number="HELD")
    builders.make_hold(devedor, titulo=held)

    assert found(scope, state=state) == numbers


def test_a_hold_that_ended_or_was_lifted_holds_nothing(credor, scope):
    devedor = builders.make_devedor(credor)
    builders.make_titulo(devedor)
    builders.make_hold(devedor, starts_on=ON - timedelta(days=9), until=ON - timedelta(days=1))
    builders.make_hold(devedor, lifted_at=builders.NOW)

    assert found(scope, state="pausados") == []


def test_every_open_titulo_is_in_one_band_and_in_the_one_its_days_late_say(credor, scope):
    devedor = builders.make_devedor(credor)
    for days in range(-3, 200):
        builders.make_titulo(devedor, number=f"{days}", due_on=ON - timedelta(days=days), principal_cents=100)
    banded = {bucket.code: set(found_all(scope, bucket.code)) for bucket in aging.BUCKETS}

    for rows in (list_titulos(scope, TituloFilter(bucket=code), ON).rows for code in banded):
        for row in rows:
            assert row.titulo.number in banded[aging.bucket_of(row.titulo.owed(ON).days_late).code]
    assert sum(len(numbers) for numbers in banded.values()) == 203


def found_all(scope, bucket: str) -> list[str]:
    numbers, cursor = [], ""
    while True:
        page = list_titulos(scope, TituloFilter(bucket=bucket), ON, cursor)
        numbers += [row.titulo.number for row in page.rows]
        if page.next_cursor is None:
            return numbers
        cursor = page.next_cursor


def test_what_fell_due_on_a_weekend_is_not_late_on_the_next_bank_day():
    # 21/11/2026 is a Saturday; Monday 23/11 is the next bank day (20/11 is a feriado, a Friday).
    monday = date(2026, 11, 23)

    assert due_range(BUCKETS["a_vencer"], monday) == (date(2026, 11, 20), date.max)
    assert due_range(BUCKETS["de_1_a_30"], monday) == (date(2026, 10, 24), date(2026, 11, 19))


def test_pages_follow_each_other_without_loss_nor_repetition(credor, scope):
    devedor = builders.make_devedor(credor)
    for number in range(PAGE_SIZE * 2 + 5):
        builders.make_titulo(devedor, number=f"{number:03d}", due_on=date(2026, 11, 1 + number % 3))

    pages, cursor = [], ""
    while cursor is not None:
        page = list_titulos(scope, TituloFilter(), ON, cursor)
        pages.append([row.titulo.number for row in page.rows])
        cursor = page.next_cursor

    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert len({number for page in pages for number in page}) == PAGE_SIZE * 2 + 5


@pytest.mark.parametrize("wanted", [{"text": "ana"}, {"text": "N-"}, {"state": "todos"}, {"state": "pausados"}])
def test_every_order_pages_without_loss_nor_repetition(wanted):
    people = [builders.make_devedor(builders.make_credor(), name=name) for name in ("Ana Um", "Ana Dois")]
    scope = Scope({person.credor_id: "auditor" for person in people})
    for number in range(PAGE_SIZE + 7):
        builders.make_titulo(people[number % 2], number=f"N-{number % 9}", due_on=date(2026, 11, 1 + number % 3))
    for person in people:
        builders.make_hold(person)

    ids, cursor = [], ""
    while cursor is not None:
        page = list_titulos(scope, TituloFilter(**wanted), ON, cursor)
        ids += [row.titulo.id for row in page.rows]
        cursor = page.next_cursor

    assert len(ids) == len(set(ids)) == PAGE_SIZE + 7


def test_found_by_name_they_come_by_name_and_found_by_number_by_number(credor, scope):
    zelia, ana = (builders.make_devedor(credor, name=name) for name in ("Ana Zélia", "Ana Alves"))
    builders.make_titulo(zelia, number="NF-1", due_on=date(2026, 10, 1))
    builders.make_titulo(ana, number="NF-3", due_on=date(2026, 11, 1))
    builders.make_titulo(ana, number="NF-2", due_on=date(2026, 10, 2))

    assert found(scope, text="ana") == ["NF-2", "NF-3", "NF-1"]
    assert found(scope, text="NF") == ["NF-1", "NF-2", "NF-3"]


def test_a_search_with_many_titulos_is_counted_up_to_its_ceiling(credor, scope, monkeypatch):
    monkeypatch.setattr(reads, "NAMED_CEILING", 3)
    devedor = builders.make_devedor(credor, name="Ana Exemplo")
    for _ in range(4):
        builders.make_titulo(devedor, principal_cents=100)

    assert sum_titulos(scope, TituloFilter(text="ana"), ON).is_capped
    assert sum_titulos(scope, TituloFilter(), ON) == reads.TituloSum(4, 400, False)


@pytest.mark.parametrize("cursor", ["lixo", "WzFd", "WyJ4IiwgInkiXQ"])
def test_a_cursor_that_is_not_ours_is_refused(scope, cursor):
    with pytest.raises(Invalid):
        list_titulos(scope, TituloFilter(), ON, cursor)


def test_the_sum_is_of_the_principal_left_over_the_whole_filter(credor, scope):
    devedor = builders.make_devedor(credor)
    builders.make_titulo(devedor, principal_cents=100_00)
    part_paid = builders.make_titulo(devedor, principal_cents=200_00)
    builders.make_imputacao(builders.make_payment(devedor), part_paid, principal_left_cents=150_00)
    builders.make_paid_titulo(devedor, principal_cents=999_00)

    # 100,00 + 150,00
    assert sum_titulos(scope, TituloFilter(), ON) == reads.TituloSum(2, 250_00, False)
    # What is closed owes nothing.
    assert sum_titulos(scope, TituloFilter(state="todos"), ON) == reads.TituloSum(3, 250_00, False)


def test_a_row_says_what_is_owed_by_the_policy_of_its_due_date(credor, scope):
    builders.make_titulo(builders.make_devedor(credor), due_on=date(2026, 11, 10), principal_cents=850_00)

    [row] = list_titulos(scope, TituloFilter(), ON).rows

    # 850,00 + 2 % = 17,00 + 1 % ÷ 30 × 14 days = 3,96 (cut)
    assert row.titulo.owed(ON).total_cents == 870_96


@pytest.mark.parametrize("wanted", [{"bucket": "de_0_a_9"}, {"state": "sumidos"}])
def test_a_filter_that_does_not_exist_is_refused(wanted):
    with pytest.raises(Invalid):
        TituloFilter(**wanted)
