"""What a bank takes back of a boleto: the right receipt, no other, and its boleto serves no more."""

from datetime import date, timedelta

import pytest

from adimple.domain.errors import Refused
from adimple.domain.incoming import Returned
from adimple.store import models
from adimple.store.reads import incoming_proof
from adimple.usecases import reverse_receipt as reversing
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.settle_reversal import choose_payment
from adimple.usecases.take_back import take_back
from adimple.usecases.take_in import take_in
from adimple.usecases.take_retorno import receive_retorno
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, received, retorno_400

pytestmark = pytest.mark.django_db
# Due 10/11, paid 20/11: multa 17,00 + juros 2,83 on 850,00.
FACE, PAID = 850_00, 869_83


@pytest.fixture
def boleto(devedor):
    return money_in.make_boleto(money_in.make_convenio(devedor.credor), builders.make_titulo(devedor))


@pytest.fixture
def raw(devedor):
    return money_in.make_raw(devedor.credor, source="retorno")


def pay(ctx, boleto, **given):
    content = retorno_400(("06", boleto.nosso_numero, FACE, PAID, PAID_ON), **given)
    return receive_retorno(ctx, boleto.credor_id, "CB1.RET", content)


def back(raw, boleto, *, on=PAID_ON, key="D1"):
    return Returned(
        source="retorno", source_key=key, raw_payload_id=raw.id, cents=PAID, on=on,
        of_key=f"{boleto.convenio_id}/{boleto.nosso_numero}/", boleto_id=boleto.id,
    )  # fmt: skip


def test_a_reversal_that_waits_takes_back_no_later_payment(ctx, boleto, raw):
    assert take_back(ctx, boleto.credor_id, [back(raw, boleto, on=PAID_ON - timedelta(days=2))]) == 0
    pay(ctx, boleto)
    boleto.titulo.refresh_from_db()
    assert models.Incoming.objects.get().state == "matched"
    assert boleto.titulo.closed_on == PAID_ON


def test_a_reversal_older_than_the_payment_undoes_nothing(ctx, boleto, raw):
    pay(ctx, boleto)
    assert take_back(ctx, boleto.credor_id, [back(raw, boleto, on=date(2025, 1, 1))]) == 0
    assert models.Incoming.objects.get().state == "matched"
    assert models.Reversal.objects.get().incoming_id is None


def test_of_two_equal_receipts_the_one_that_waits_goes_back(ctx, boleto, raw):
    two = [received(raw, f"{boleto.convenio_id}/{boleto.nosso_numero}/06/{n}", PAID, boleto_id=boleto.id) for n in "12"]
    take_in(ctx, boleto.credor_id, two)
    assert take_back(ctx, boleto.credor_id, [back(raw, boleto)]) == 1
    boleto.titulo.refresh_from_db()
    assert list(models.Incoming.objects.order_by("id").values_list("state", flat=True)) == ["matched", "reversed"]
    assert boleto.titulo.closed_on == PAID_ON


def test_of_two_equal_receipts_that_both_paid_the_newest_goes_back(ctx, boleto, raw):
    # 400,00 twice, of 869,83.
    two = [
        received(raw, f"{boleto.convenio_id}/{boleto.nosso_numero}/06/{n}", 400_00, boleto_id=boleto.id, paid_on=on)
        for n, on in enumerate((PAID_ON, PAID_ON - timedelta(days=1)))
    ]
    take_in(ctx, boleto.credor_id, two)
    returned = Returned(
        source="retorno", source_key="D1", raw_payload_id=raw.id, cents=400_00, on=PAID_ON,
        of_key=f"{boleto.convenio_id}/{boleto.nosso_numero}/", boleto_id=boleto.id,
    )  # fmt: skip
    assert take_back(ctx, boleto.credor_id, [returned]) == 1
    assert models.Incoming.objects.get(state="reversed").paid_on == PAID_ON
    assert models.Incoming.objects.get(state="matched").paid_on == PAID_ON - timedelta(days=1)


def test_a_boleto_whose_payment_was_taken_back_serves_no_more_and_says_so(ctx, boleto, raw):
    pay(ctx, boleto)
    take_back(ctx, boleto.credor_id, [back(raw, boleto)])
    boleto.refresh_from_db()
    boleto.titulo.refresh_from_db()
    assert (boleto.state, boleto.titulo.closed_on) == ("ended", None)
    ended = models.Event.objects.get(name="boleto.ended")
    assert (ended.payload["boleto_id"], ended.payload["because"]) == (boleto.id, "reversed")


@pytest.mark.parametrize("is_first", [True, False])
def test_a_payment_told_again_or_after_its_reversal_leaves_the_boleto_ended(ctx, boleto, raw, is_first):
    if is_first:
        take_back(ctx, boleto.credor_id, [back(raw, boleto)])
        pay(ctx, boleto)
    else:
        pay(ctx, boleto)
        take_back(ctx, boleto.credor_id, [back(raw, boleto)])
        line = ("06", boleto.nosso_numero, FACE, PAID, PAID_ON)
        receive_retorno(ctx, boleto.credor_id, "CB2.RET", retorno_400(line, ("02", "9", FACE, 0, PAID_ON)))
    boleto.refresh_from_db()
    assert (models.Incoming.objects.get().state, boleto.state) == ("reversed", "ended")


def test_a_boleto_paid_twice_of_which_one_went_back_stays_paid(ctx, boleto, raw):
    pay(ctx, boleto)
    key = f"{boleto.convenio_id}/{boleto.nosso_numero}/06/x"
    take_in(ctx, boleto.credor_id, [received(raw, key, PAID, boleto_id=boleto.id)])
    take_back(ctx, boleto.credor_id, [back(raw, boleto)])
    boleto.refresh_from_db()
    assert boleto.state == "paid"


def test_a_reversal_that_cannot_be_done_waits_with_its_why_and_stops_no_other(ctx, devedor, boleto, raw, monkeypatch):
    other = money_in.make_boleto(boleto.convenio, builders.make_titulo(devedor))
    pay(ctx, boleto)
    pay(ctx, other)
    stuck = models.Payment.objects.get(chosen=[boleto.titulo_id])
    undo = reversing.undo

    def lacking(ctx, payment, reason):
        undo(ctx, payment, reason)
        if payment.id == stuck.id:
            raise Refused("index.missing", "Falta o índice de 10/2026.")

    monkeypatch.setattr(reversing, "undo", lacking)
    both = [back(raw, boleto, key="D1"), back(raw, other, key="D2")]
    assert take_back(ctx, devedor.credor_id, both) == 1
    waits = models.Reversal.objects.get(incoming=None)
    assert (waits.source_key, waits.why) == ("D1", "Falta o índice de 10/2026.")
    assert models.Payment.objects.get(undone_at=None).id == stuck.id
    assert models.Incoming.objects.get(boleto=boleto).returned_cents == 0
    # The month came: the next message of that source tries it again.
    monkeypatch.setattr(reversing, "undo", undo)
    assert take_back(ctx, devedor.credor_id, []) == 1
    assert not models.Payment.objects.filter(undone_at=None).exists()


def test_the_own_file_of_what_a_person_said_was_taken_back_pays_nothing(ctx, devedor, boleto, raw):
    """Typed, taken back by the bank, chosen by hand; then the retorno that told of that payment comes."""
    command = RegisterPayment(devedor_id=devedor.id, cents=PAID, paid_on=PAID_ON, external_key="form:1")
    payment_id = register_payment(ctx, command).payment_id
    take_back(ctx, boleto.credor_id, [back(raw, boleto)])
    choose_payment(ctx, models.Reversal.objects.get().id, payment_id)
    pay(ctx, boleto)
    boleto.titulo.refresh_from_db()
    assert (boleto.titulo.closed_on, models.Payment.objects.filter(undone_at=None).count()) == (None, 0)
    typed, told = models.Incoming.objects.order_by("id")
    assert (typed.state, typed.returned_cents, told.state, told.returned_cents) == ("set_aside", 0, "reversed", PAID)
    assert typed.why == "O mesmo dinheiro veio pelo retorno do banco, já devolvido em 20/11/2026."
    assert incoming_proof.wrongly_returned().count == 0
    second = retorno_400(
        ("06", boleto.nosso_numero, FACE, PAID, PAID_ON), ("06", boleto.nosso_numero, FACE, PAID, PAID_ON)
    )
    receive_retorno(ctx, boleto.credor_id, "CB2.RET", second)
    assert models.Reversal.objects.get().incoming_id == told.id
