"""The one intake: each receipt once, on the right título; what is not certain waits and says why."""

import threading
from datetime import date

import pytest
from django.db import connection

from adimple.domain.errors import Refused
from adimple.domain.incoming import Returned
from adimple.store import models
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.take_back import take_back
from adimple.usecases.take_in import take_in
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def raw(devedor):
    return money_in.make_raw(devedor.credor)


@pytest.fixture
def titulo(devedor):
    # Due 10/11, paid 20/11: multa 850,00 × 2 % = 17,00; juros 850,00 × 1 % × 10/30 = 2,83: owes 869,83.
    return builders.make_titulo(devedor, nosso_numero="1234")


def take(ctx, devedor, *many):
    return take_in(ctx, devedor.credor_id, many)


def one():
    return models.Incoming.objects.get()


def test_a_receipt_that_names_its_titulo_settles_it_on_the_day_it_was_paid(ctx, devedor, raw, titulo):
    taken = take(ctx, devedor, received(raw, "E1", 869_83, numbers=("1234",)))
    titulo.refresh_from_db()
    payment = models.Payment.objects.get()
    assert (taken.matched, taken.waiting, taken.known) == (1, 0, 0)
    assert (titulo.closed_on, titulo.closed_reason) == (PAID_ON, "paid")
    assert (payment.amount_cents, payment.source, payment.chosen, payment.chosen_first) == (
        869_83, "pix", [titulo.id], True,
    )  # fmt: skip
    assert (one().state, one().payment_id, one().why) == (
        "matched",
        payment.id,
        "Conciliado pelo nosso número do título.",
    )
    assert models.Event.objects.filter(name="payment.registered", devedor=devedor).count() == 1


def test_the_same_receipt_told_again_changes_nothing(ctx, devedor, raw, titulo):
    told = received(raw, "E1", 869_83, numbers=("1234",))
    first = take(ctx, devedor, told, told)
    again = take(ctx, devedor, told)
    assert (first.matched, again.matched, again.known) == (1, 0, 1)
    assert again.ids == first.ids == {"E1": one().id}
    assert models.Payment.objects.count() == 1


def test_a_second_payment_of_a_closed_titulo_waits(ctx, devedor, raw, titulo):
    other = builders.make_titulo(devedor, due_on=date(2026, 12, 10))
    take(ctx, devedor, received(raw, "E1", 869_83, numbers=("1234",)))
    taken = take(ctx, devedor, received(raw, "E2", 869_83, numbers=("1234",)))
    other.refresh_from_db()
    waiting = models.Incoming.objects.get(source_key="E2")
    assert (taken.matched, taken.waiting, waiting.state) == (0, 1, "waiting")
    assert waiting.why.startswith("O título já foi pago em 20/11/2026: pode ser pagamento em dobro.")
    assert other.closed_on is None
    assert models.Imputacao.objects.count() == 1


def test_of_two_payments_of_one_titulo_in_a_batch_the_second_waits_and_goes_nowhere_else(ctx, devedor, raw, titulo):
    builders.make_titulo(devedor, due_on=date(2026, 12, 10))
    taken = take(
        ctx,
        devedor,
        received(raw, "E1", 869_83, numbers=("1234",)),
        received(raw, "E2", 869_83, numbers=("1234",)),
    )
    assert (taken.matched, taken.waiting) == (1, 1)
    assert set(models.Imputacao.objects.values_list("titulo_id", flat=True)) == {titulo.id}
    assert models.Incoming.objects.get(source_key="E2").why.startswith("O título foi quitado por outro pagamento")


def test_what_its_titulo_cannot_take_goes_on_to_the_others(ctx, devedor, raw, titulo):
    # 1.000,00 − 869,83 = 130,17 to the título not yet due: 850,00 − 130,17 = 719,83.
    other = builders.make_titulo(devedor, due_on=date(2026, 12, 10))
    take(ctx, devedor, received(raw, "E1", 1_000_00, numbers=("1234",)))
    assert models.Imputacao.objects.get(titulo=other).principal_left_cents == 719_83


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"numbers": ("9999",)}, "Nenhum boleto feito aqui e nenhum título importado tem este nosso número."),
        ({"txid": "nada"}, "Nenhuma cobrança Pix feita aqui tem este txid."),
        ({}, "Veio sem txid e sem nosso número: ninguém diz de qual título é."),
        ({"numbers": ("1234",), "doubt": "Confira o dia."}, "Confira o dia."),
        (
            {"numbers": ("1234",), "paid_on": date(2026, 11, 25)},
            "O pagamento é de 25/11/2026, depois de hoje. Confira o dia.",
        ),
    ],
)
def test_what_is_not_certain_waits_with_its_reason(ctx, devedor, raw, titulo, given, why):
    take(ctx, devedor, received(raw, "E1", 869_83, **given))
    assert (one().state, one().why) == ("waiting", why)
    assert not models.Payment.objects.exists()


def test_two_open_titulos_of_one_number_are_not_chosen_between(ctx, devedor, raw, titulo):
    builders.make_titulo(devedor, nosso_numero="1234")
    take(ctx, devedor, received(raw, "E1", 869_83, numbers=("1234",)))
    assert one().why == "Há 2 títulos em aberto com este número. Escolha de qual é."


def test_a_number_of_another_credor_is_nobodys(ctx, devedor, raw):
    foreign = builders.make_devedor(builders.make_credor())
    builders.make_titulo(foreign, nosso_numero="1234")
    take(ctx, devedor, received(raw, "E1", 869_83, numbers=("1234",)))
    assert one().state == "waiting"


def test_a_payment_undone_by_a_person_sends_its_receipt_back_to_wait(ctx, devedor, raw, titulo):
    take(ctx, devedor, received(raw, "E1", 869_83, numbers=("1234",)))
    undo_payment(ctx, one().payment_id, "era de outro")
    assert (one().state, one().payment_id, one().why) == ("waiting", None, "O pagamento foi desfeito: era de outro")
    assert models.Event.objects.filter(name="incoming.unmatched").count() == 1


def back(raw, key, of, cents):
    return Returned(source=raw.source, source_key=key, raw_payload_id=raw.id, cents=cents, on=PAID_ON, of_key=of)


def test_a_devolucao_undoes_its_payment_exactly(ctx, devedor, raw, titulo):
    take(ctx, devedor, received(raw, "E1", 869_83, numbers=("1234",)))
    assert take_back(ctx, devedor.credor_id, [back(raw, "D1", "E1", 869_83)] * 2) == 1
    titulo.refresh_from_db()
    assert titulo.closed_on is None
    assert not models.Imputacao.objects.filter(replaced_at=None).exists()
    assert (one().state, one().returned_cents, one().payment_id) == ("reversed", 869_83, None)


def test_a_devolucao_that_comes_first_waits_for_its_payment(ctx, devedor, raw, titulo):
    assert take_back(ctx, devedor.credor_id, [back(raw, "D1", "E1", 869_83)]) == 0
    take(ctx, devedor, received(raw, "E1", 869_83, numbers=("1234",)))
    titulo.refresh_from_db()
    assert (one().state, titulo.closed_on) == ("reversed", None)
    assert models.Payment.objects.filter(undone_at=None).count() == 0


def test_a_devolucao_of_a_part_leaves_the_rest_paid(ctx, devedor, raw, titulo):
    # 869,83 − 69,83 = 800,00: juros 2,83, multa 17,00, principal 780,17; left 850,00 − 780,17 = 69,83.
    take(ctx, devedor, received(raw, "E1", 869_83, numbers=("1234",)))
    take_back(ctx, devedor.credor_id, [back(raw, "D1", "E1", 69_83)])
    payment = models.Payment.objects.get(undone_at=None)
    assert (one().state, one().returned_cents, one().payment_id) == ("matched", 69_83, payment.id)
    assert payment.amount_cents == 800_00
    assert models.Imputacao.objects.get(is_current=True).principal_left_cents == 69_83


def test_an_auditor_takes_nothing_in(devedor, raw):
    account = builders.make_account()
    builders.make_membership(account, devedor.credor, "auditor")
    with pytest.raises(Refused):
        take_in(builders.context_of(account), devedor.credor_id, [received(raw, "E1", 100)])
    assert not models.Incoming.objects.exists()


def world(credor, count):
    """Two títulos of each devedor, with numbers."""
    for place in range(count):
        devedor = builders.make_devedor(credor)
        builders.make_titulo(devedor, nosso_numero=f"9{place:05d}")
        builders.make_titulo(devedor, nosso_numero=f"8{place:05d}", due_on=date(2026, 12, 1))


def test_many_at_once_are_laid_as_columns_and_give_the_same(ctx, devedor, monkeypatch):
    """Some pay all, some a part, some more than their título owes, some twice: both roads write the same rows."""
    few, many = devedor.credor, builders.make_credor()
    builders.make_membership(models.Account.objects.get(id=ctx.actor.account_id), many, "manager")
    ctx = builders.context_of(models.Account.objects.get(id=ctx.actor.account_id))
    cents = [869_83, 400_00, 900_00, 869_83]
    for credor in (few, many):
        world(credor, 110)
        raw = money_in.make_raw(credor)
        told = [
            received(raw, f"E{place}/{turn}", cents[(place + turn) % 4], numbers=(f"{turn}{place:05d}",))
            for place in range(110)
            for turn in (9, 8)
        ] + [received(raw, f"F{place}", 869_83, numbers=(f"9{place:05d}",)) for place in range(5)]
        monkeypatch.setattr("adimple.usecases.take_in.FEW", 200 if credor == many else 1_000)
        take_in(ctx, credor.id, told)
    assert laid(many) == laid(few)
    assert models.Payment.objects.filter(credor=many).count() > 200


def laid(credor):
    rows = models.Imputacao.objects.filter(credor=credor, replaced_at=None).values_list(
        "titulo__nosso_numero", "juros_cents", "multa_cents", "principal_cents", "principal_left_cents",
        "is_current", "payment__amount_cents", "payment__chosen_first", "payment__leftover_cents",
    )  # fmt: skip
    states = models.Incoming.objects.filter(credor=credor).values_list("source_key", "state", "why")
    return sorted(rows), sorted(states)


@pytest.mark.django_db(transaction=True)
def test_sixteen_threads_telling_the_same_in_any_order_make_each_payment_once():
    credor = builders.make_credor()
    account = builders.make_account()
    builders.make_membership(account, credor, "manager")
    ctx = builders.context_of(account)
    raw = money_in.make_raw(credor)
    world(credor, 6)
    told = [
        received(raw, f"E{place}/{turn}", 300_00, numbers=(f"{turn}{place:05d}",))
        for place in range(6)
        for turn in (9, 8)
    ]
    returned = [back(raw, f"D{place}", f"E{place}/9", 300_00) for place in range(3)]
    failures = []

    def tell(turn: int) -> None:
        try:
            if turn % 4 == 3:
                take_back(ctx, credor.id, returned)
            shuffled = told[turn % 12 :] + told[: turn % 12]
            for start in range(0, 12, 3):
                take_in(ctx, credor.id, shuffled[start : start + 3])
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    connection.close()  # the pool has sixteen: one each
    threads = [threading.Thread(target=tell, args=(turn,)) for turn in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert models.Incoming.objects.count() == 12
    assert models.Incoming.objects.filter(state="reversed").count() == 3
    # 12 of 300,00 came, 3 went back: 9 × 300,00.
    assert sum(models.Payment.objects.filter(undone_at=None).values_list("amount_cents", flat=True)) == 2_700_00


def test_a_payment_by_hand_meanwhile_makes_the_receipt_wait(ctx, devedor, raw, titulo):
    register_payment(ctx, RegisterPayment(devedor_id=devedor.id, cents=869_83, paid_on=PAID_ON, external_key="form:1"))
    take(ctx, devedor, received(raw, "E1", 869_83, numbers=("1234",)))
    why = models.Incoming.objects.get(source="pix").why
    assert why.startswith("O título já foi pago em 20/11/2026")
    assert "Pode ser o mesmo dinheiro do pagamento nº" in why
