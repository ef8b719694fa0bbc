"""A reversal that fits nothing: a person says which payment it undoes, or that it was seen to elsewhere."""

import pytest

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.incoming import Returned
from adimple.store import models
from adimple.store.reads import incoming_proof, reversals
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.settle_reversal import choose_payment, end_reversal
from adimple.usecases.take_back import take_back
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def titulo(devedor):
    return builders.make_titulo(devedor)


def pay(ctx, titulo, cents=400_00, key="form:1"):
    command = RegisterPayment(
        devedor_id=titulo.devedor_id, titulo_ids=(titulo.id,), cents=cents, paid_on=PAID_ON, external_key=key
    )
    return register_payment(ctx, command).payment_id


def taken_back(ctx, devedor, cents=400_00, **given):
    raw = money_in.make_raw(devedor.credor, source="retorno")
    told = {"source": "retorno", "source_key": "D1", "raw_payload_id": raw.id, "on": PAID_ON, "of_key": "1/0009/"}
    take_back(ctx, devedor.credor_id, [Returned(cents=cents, **told | given)])
    return models.Reversal.objects.get()


def left(titulo):
    return models.Imputacao.objects.get(titulo=titulo, is_current=True).principal_left_cents


def test_the_payment_chosen_is_undone_and_the_reversal_is_settled(ctx, devedor, titulo):
    payment_id, reversal = pay(ctx, titulo), taken_back(ctx, devedor)
    choose_payment(ctx, reversal.id, payment_id)
    reversal.refresh_from_db()
    assert (reversal.incoming.state, reversal.settled_by) == ("reversed", ctx.actor.name)
    assert models.Payment.objects.get().undone_reason == "Devolvido em 20/11/2026: R$ 400,00."
    assert reversals.list_reversals(ctx.scope) == []
    assert incoming_proof.wrongly_returned().count == 0


def test_a_part_leaves_the_rest_paid(ctx, devedor, titulo):
    # 400,00: multa 17,00, juros 2,83, principal 380,17. Without 100,00 of it, 280,17: 850,00 − 280,17 = 569,83.
    payment_id, reversal = pay(ctx, titulo), taken_back(ctx, devedor, cents=100_00)
    choose_payment(ctx, reversal.id, payment_id)
    assert (models.Payment.objects.get(undone_at=None).amount_cents, left(titulo)) == (300_00, 569_83)


def test_a_payment_older_than_receipts_is_undone_too(ctx, devedor, titulo):
    payment_id, reversal = pay(ctx, titulo), taken_back(ctx, devedor)
    models.Incoming.objects.all().delete()
    choose_payment(ctx, reversal.id, payment_id)
    assert (models.Incoming.objects.get().state, incoming_proof.wrongly_returned().count) == ("reversed", 0)


def test_a_smaller_payment_or_one_of_another_credor_is_not_it(ctx, devedor, titulo):
    small, reversal = pay(ctx, titulo, cents=100_00), taken_back(ctx, devedor)
    with pytest.raises(Refused, match="menos que os R\\$ 400,00 devolvidos"):
        choose_payment(ctx, reversal.id, small)
    foreign = builders.make_payment(builders.make_devedor(builders.make_credor()), amount_cents=400_00)
    with pytest.raises(NotFound):
        choose_payment(ctx, reversal.id, foreign.id)
    assert not models.Payment.objects.filter(undone_at__isnull=False).exists()


def test_one_seen_to_elsewhere_says_how_and_undoes_nothing_later(ctx, devedor, titulo):
    reversal = taken_back(ctx, devedor)
    with pytest.raises(Invalid):
        end_reversal(ctx, reversal.id, " ")
    end_reversal(ctx, reversal.id, "tarifa estornada")
    reversal.refresh_from_db()
    assert (reversal.why, reversal.ended_at, reversals.list_reversals(ctx.scope)) == ("tarifa estornada", ctx.now, [])
    assert models.Event.objects.get(name="reversal.ended").payload["reversal_id"] == reversal.id
    pay(ctx, titulo)
    assert take_back(ctx, devedor.credor_id, []) == 0
    with pytest.raises(Refused, match="já foi resolvida"):
        end_reversal(ctx, reversal.id, "outra vez")


def test_an_operator_undoes_nothing(ctx, devedor, titulo):
    payment_id, reversal = pay(ctx, titulo), taken_back(ctx, devedor)
    account = builders.make_account()
    builders.make_membership(account, devedor.credor, "operator")
    with pytest.raises(Refused):
        choose_payment(builders.context_of(account), reversal.id, payment_id)


def test_payments_of_its_boleto_come_first_then_those_of_its_cents(ctx, devedor, titulo):
    boleto = money_in.make_boleto(money_in.make_convenio(devedor.credor), titulo)
    other = builders.make_titulo(devedor)
    of_boleto, equal = pay(ctx, titulo, cents=500_00), pay(ctx, other, key="form:2")
    pay(ctx, other, cents=399_99, key="form:3")
    reversal = taken_back(ctx, devedor, boleto_id=boleto.id)
    assert [one.payment_id for one in reversals.candidates(ctx.scope, reversal.id)] == [of_boleto, equal]
