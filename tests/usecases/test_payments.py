"""Registering and undoing payments."""

import threading
from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adimple.domain import encargos, replay
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.replay import Owing, Received
from adimple.store import models
from adimple.store.reads import balances
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.undo_payment import undo_payment
from tests import builders

pytestmark = pytest.mark.django_db


def pay(ctx, devedor, cents, paid_on=date(2026, 11, 5), key=None, titulos=(), note=""):
    command = RegisterPayment(
        devedor_id=devedor.id,
        cents=cents,
        paid_on=paid_on,
        external_key=key or f"t:{paid_on}:{cents}",
        titulo_ids=tuple(titulo.id for titulo in titulos),
        note=note,
    )
    return register_payment(ctx, command)


def names(**wanted):
    return list(models.Event.objects.filter(**wanted).order_by("id").values_list("name", flat=True))


def test_a_payment_that_settles_closes_the_titulo_on_its_day(ctx, devedor):
    titulo = builders.make_titulo(devedor)
    registered = pay(ctx, devedor, 850_00)
    titulo.refresh_from_db()
    assert (titulo.closed_on, titulo.closed_reason) == (date(2026, 11, 5), "paid")
    assert (registered.leftover_cents, registered.is_new) == (0, True)
    event = models.Event.objects.get(name="payment.registered")
    assert (event.devedor_id, event.payload["cents"], event.payload["paid_on"]) == (devedor.id, 850_00, "2026-11-05")


def test_a_late_payment_pays_juros_and_multa_first(ctx, devedor):
    # Due 10/11, paid on 20/11, 10 days late. Multa 850,00 × 2% = 17,00; juros 850,00 × 1% ÷ 30 × 10 = 2,83.
    # Of 100,00 the principal gets 80,17: 850,00 − 80,17 = 769,83.
    builders.make_titulo(devedor)
    pay(ctx, devedor, 100_00, date(2026, 11, 20))
    row = models.Imputacao.objects.get()
    assert (row.multa_cents, row.juros_cents, row.principal_cents, row.principal_left_cents) == (
        17_00, 2_83, 80_17, 769_83,
    )  # fmt: skip
    assert row.juros_from_on == date(2026, 11, 20)


def test_without_a_choice_the_oldest_due_goes_first(ctx, devedor):
    younger = builders.make_titulo(devedor, due_on=date(2026, 12, 10))
    older = builders.make_titulo(devedor, due_on=date(2026, 11, 10))
    pay(ctx, devedor, 900_00)
    rows = models.Imputacao.objects.order_by("id").values_list("titulo_id", "principal_cents")
    assert list(rows) == [(older.id, 850_00), (younger.id, 50_00)]


def test_a_chosen_titulo_takes_all_and_the_rest_is_a_credit(ctx, devedor):
    builders.make_titulo(devedor, due_on=date(2026, 11, 1))
    chosen = builders.make_titulo(devedor, principal_cents=100_00)
    registered = pay(ctx, devedor, 130_00, titulos=[chosen])
    assert registered.leftover_cents == 30_00
    assert models.Payment.objects.get().leftover_cents == 30_00
    assert models.Imputacao.objects.get().titulo_id == chosen.id


def test_the_same_key_twice_is_one_payment(ctx, devedor):
    builders.make_titulo(devedor)
    first = pay(ctx, devedor, 100_00, key="form:1")
    second = pay(ctx, devedor, 100_00, key="form:1")
    assert (second.payment_id, second.is_new) == (first.payment_id, False)
    assert models.Payment.objects.count() == 1
    assert names(name="payment.registered") == ["payment.registered"]


def test_a_key_of_another_payment_is_refused(ctx, devedor):
    builders.make_titulo(devedor)
    pay(ctx, devedor, 100_00, key="form:1")
    with pytest.raises(Refused):
        pay(ctx, devedor, 200_00, key="form:1")
    assert models.Payment.objects.count() == 1


def test_a_back_dated_payment_lays_the_later_ones_again(ctx, devedor):
    older = builders.make_titulo(devedor, due_on=date(2026, 11, 10))
    younger = builders.make_titulo(devedor, due_on=date(2026, 12, 10))
    pay(ctx, devedor, 850_00, date(2026, 11, 5))
    pay(ctx, devedor, 850_00, date(2026, 11, 3))
    older.refresh_from_db()
    younger.refresh_from_db()
    assert (older.closed_on, younger.closed_on) == (date(2026, 11, 3), date(2026, 11, 5))
    replaced = models.Imputacao.objects.exclude(replaced_at=None)
    assert [(row.titulo_id, row.is_current, row.replaced_at) for row in replaced] == [(older.id, False, builders.NOW)]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"cents": 0}, "valor"), ({"paid_on": date(2026, 11, 25)}, "data"), ({"note": "x" * 301}, "nota")],
)
def test_what_cannot_be_is_invalid_and_nothing_is_written(ctx, devedor, given, field):
    builders.make_titulo(devedor)
    with pytest.raises(Invalid) as raised:
        pay(ctx, devedor, **{"cents": 100_00} | given)
    assert raised.value.field == field
    assert not models.Payment.objects.exists()


def test_a_closed_titulo_cannot_be_chosen(ctx, devedor):
    closed = builders.make_paid_titulo(devedor)
    opened = builders.make_titulo(devedor)
    with pytest.raises(Refused):
        pay(ctx, devedor, 100_00, titulos=[closed, opened])
    assert not models.Payment.objects.exists()


def test_with_nothing_open_a_payment_is_refused(ctx, devedor):
    builders.make_paid_titulo(devedor)
    with pytest.raises(Refused):
        pay(ctx, devedor, 100_00)
    assert not models.Payment.objects.exists()


def test_a_titulo_of_another_devedor_is_not_found(ctx, devedor):
    builders.make_titulo(devedor)
    other = builders.make_titulo(builders.make_devedor(devedor.credor))
    with pytest.raises(NotFound):
        pay(ctx, devedor, 100_00, titulos=[other])


# --- pauses that end with the debt ---


def test_ja_paguei_ends_with_its_titulo_and_other_pauses_stay(ctx, devedor):
    titulo = builders.make_titulo(devedor)
    builders.make_titulo(devedor, due_on=date(2026, 12, 10))
    mine = builders.make_hold(devedor, kind="ja_paguei", titulo=titulo)
    whole = builders.make_hold(devedor, kind="ja_paguei")
    lawyer = builders.make_hold(devedor, kind="lawyer", titulo=titulo)
    pay(ctx, devedor, 850_00)
    for hold in (mine, whole, lawyer):
        hold.refresh_from_db()
    # The devedor still owes the other título: what holds all of it stays.
    assert (mine.lifted_at, whole.lifted_at, lawyer.lifted_at) == (builders.NOW, None, None)
    assert names(name__startswith="hold.") == ["hold.lifted"]


def test_a_promise_ends_kept_when_nothing_is_owed_any_more(ctx, devedor):
    builders.make_titulo(devedor)
    hold = builders.make_hold(devedor, kind="promise")
    promise = models.Promise.objects.create(
        credor=devedor.credor, devedor=devedor, promised_on=builders.ON, amount_cents=850_00, made_at=builders.NOW,
        source="console", hold=hold,
    )  # fmt: skip
    pay(ctx, devedor, 850_00)
    hold.refresh_from_db()
    assert hold.lifted_at == builders.NOW
    assert models.Event.objects.get(name="promise.kept").payload["promise_id"] == promise.id


def test_undoing_the_payment_puts_back_the_pause_it_ended(ctx, devedor):
    titulo = builders.make_titulo(devedor)
    hold = builders.make_hold(devedor, kind="ja_paguei", titulo=titulo)
    lifted_before = builders.make_hold(
        devedor, kind="ja_paguei", titulo=titulo, lifted_at=builders.NOW, lifted_reason="a pedido"
    )
    registered = pay(ctx, devedor, 850_00)
    undo_payment(ctx, registered.payment_id, "era de outra pessoa")
    hold.refresh_from_db()
    lifted_before.refresh_from_db()
    assert (hold.lifted_at, lifted_before.lifted_at) == (None, builders.NOW)
    assert names(name__startswith="hold.") == ["hold.lifted", "hold.placed"]


# --- undo ---


def test_undoing_opens_the_titulo_as_it_was(ctx, devedor):
    titulo = builders.make_titulo(devedor)
    registered = pay(ctx, devedor, 850_00)
    undo_payment(ctx, registered.payment_id, "lançado duas vezes")
    titulo.refresh_from_db()
    payment = models.Payment.objects.get()
    assert (titulo.closed_on, titulo.closed_reason) == (None, "")
    assert (payment.undone_at, payment.undone_reason) == (builders.NOW, "lançado duas vezes")
    assert balances.by_ids(ctx.scope, [titulo.id])[0].owed(date(2026, 11, 5)).total_cents == 850_00
    assert names(name="payment.undone") == ["payment.undone"]


def test_undoing_twice_is_undoing_once(ctx, devedor):
    builders.make_titulo(devedor)
    registered = pay(ctx, devedor, 100_00)
    undo_payment(ctx, registered.payment_id, "engano")
    undo_payment(ctx, registered.payment_id, "outro motivo")
    assert models.Payment.objects.get().undone_reason == "engano"
    assert names(name="payment.undone") == ["payment.undone"]


def test_of_two_payments_of_one_day_the_one_undone_leaves_the_other_as_if_it_were_alone(ctx, devedor):
    # 850,00 + 17,00 + 2,83 on 20/11. The first 100,00 pays juros, multa and 80,17; the second, 100,00 of principal.
    builders.make_titulo(devedor)
    first = pay(ctx, devedor, 100_00, date(2026, 11, 20), key="a")
    second = pay(ctx, devedor, 100_00, date(2026, 11, 20), key="b")
    undo_payment(ctx, first.payment_id, "engano")
    row = models.Imputacao.objects.get(replaced_at=None)
    assert (row.payment_id, row.juros_cents, row.multa_cents, row.principal_cents) == (
        second.payment_id, 2_83, 17_00, 80_17,
    )  # fmt: skip
    told = models.Event.objects.get(name="ledger.replayed").payload
    assert (told["since"], told["payments"], told["reopened"]) == ("2026-11-20", 1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_undo_at_once_undo_once():
    devedor = builders.make_devedor(builders.make_credor())
    ctx, together, raised = builders.context_in(devedor.credor), threading.Barrier(2), []
    builders.make_titulo(devedor)
    payment_id = pay(ctx, devedor, 850_00).payment_id

    def undo(reason):
        together.wait()
        try:
            undo_payment(ctx, payment_id, reason)
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=undo, args=(reason,)) for reason in ("um", "outro")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    assert names(name="payment.undone") == ["payment.undone"]
    assert models.Titulo.objects.get(devedor=devedor).closed_on is None


def test_an_undo_says_why(ctx, devedor):
    builders.make_titulo(devedor)
    registered = pay(ctx, devedor, 100_00)
    with pytest.raises(Invalid):
        undo_payment(ctx, registered.payment_id, "  ")
    assert models.Payment.objects.get().undone_at is None


# --- who ---


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("manager", True), ("operator", True), ("auditor", False)])
def test_operators_register_and_auditors_do_not(devedor, role, may):
    builders.make_titulo(devedor)
    if may:
        pay(builders.context_in(devedor.credor, role), devedor, 100_00)
    else:
        with pytest.raises(Refused):
            pay(builders.context_in(devedor.credor, role), devedor, 100_00)
    assert models.Payment.objects.exists() is may


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("manager", True), ("operator", False), ("auditor", False)])
def test_managers_undo_and_operators_do_not(ctx, devedor, role, may):
    builders.make_titulo(devedor)
    registered = pay(ctx, devedor, 100_00)
    if may:
        undo_payment(builders.context_in(devedor.credor, role), registered.payment_id, "engano")
    else:
        with pytest.raises(Refused):
            undo_payment(builders.context_in(devedor.credor, role), registered.payment_id, "engano")
    assert (models.Payment.objects.get().undone_at is not None) is may


def test_another_credors_devedor_and_payment_are_not_found(ctx, devedor):
    builders.make_titulo(devedor)
    registered = pay(ctx, devedor, 100_00)
    stranger = builders.context_in(builders.make_credor(), "owner")
    with pytest.raises(NotFound):
        pay(stranger, devedor, 100_00)
    with pytest.raises(NotFound):
        undo_payment(stranger, registered.payment_id, "engano")
    assert models.Payment.objects.get().undone_at is None


# --- any order leaves what the facts say ---

DAYS = st.dates(date(2026, 9, 1), date(2026, 11, 24))
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), DAYS, st.integers(1, 120_000), st.sets(st.integers(0, 2), max_size=2)),
        st.tuples(st.just("undo"), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dues=st.lists(st.tuples(DAYS, st.integers(1, 80_000)), min_size=3, max_size=3), moves=MOVES)
def test_registering_and_undoing_in_any_order_leaves_what_the_facts_say(dues, moves):
    devedor = builders.make_devedor(builders.make_credor())
    ctx = builders.context_in(devedor.credor)
    titulos = [builders.make_titulo(devedor, due_on=due_on, principal_cents=cents) for due_on, cents in dues]
    standing = []
    for number, move in enumerate(moves):
        if move[0] == "undo":
            if standing:
                undo_payment(ctx, standing.pop(move[1] % len(standing)).payment_id, "engano")
            continue
        _, day, cents, chosen = move
        mine = [titulos[place] for place in sorted(chosen)]
        try:
            registered = pay(ctx, devedor, cents, day, f"k:{number}", mine)
        except Refused:
            continue
        ids = tuple(titulo.id for titulo in mine)
        standing.append(Received(registered.payment_id, day, cents, builders.NOW, ids))
    laid = replay.lay_payments(owing(ctx, titulos), standing)
    assert written(devedor) == by_the_facts(laid)
    payments = models.Payment.objects.filter(devedor=devedor, undone_at=None)
    assert {payment.id: payment.leftover_cents for payment in payments} == {
        one.payment.payment_id: one.leftover_cents for one in laid
    }


def written(devedor):
    current = models.Imputacao.objects.filter(titulo__devedor=devedor, is_current=True).select_related("titulo")
    return {row.titulo_id: (balances.saldo_of(row.titulo, row), row.titulo.closed_on) for row in current}


def by_the_facts(laid):
    left = {}
    for one in laid:
        for reached in one.reached:
            settled_on = one.payment.paid_on if replay.is_settled(reached.saldo) else None
            left[reached.imputacao.titulo_id] = (reached.saldo, settled_on)
    return left


def owing(ctx, titulos):
    rows = sorted(balances.by_ids(ctx.scope, [titulo.id for titulo in titulos]), key=lambda one: one.id)
    return [
        Owing(one.id, one.due_on, one.policy, encargos.new_saldo(one.principal_cents, one.due_on), builders.NOW)
        for one in rows
    ]
