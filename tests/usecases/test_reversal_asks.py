"""Money that went back may be a payment told by another road that still counts: a person is asked which it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adimple.domain.incoming import Returned
from adimple.store import models
from adimple.store.reads import incoming_proof, reversals
from adimple.usecases.count_once import count_once
from adimple.usecases.match_incoming import set_aside_incoming
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.settle_reversal import choose_payment, end_reversal
from adimple.usecases.take_back import take_back
from adimple.usecases.take_in import take_in
from adimple.usecases.undo_payment import undo_payment
from tests import builders, psp
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, received
from tests.usecases.test_meet_late import BACK, ENDED, LATE, TYPED, Story, assert_proven, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(ctx, devedor):
    """400,00 of 869,83 typed: the 400,00 of the bank may be another part."""
    return Story(ctx, devedor, typed=400_00, back=400_00, late=400_00)


def asked(story, *order):
    for what in order or (TYPED, LATE, BACK):
        assert story.tell(what)
    return models.Reversal.objects.get()


def own():
    return models.Incoming.objects.get(source="retorno")


@pytest.mark.parametrize("order", [(TYPED, LATE, BACK), (TYPED, BACK, LATE)], ids="-".join)
def test_what_went_back_waits_for_the_person_who_is_asked_of_a_payment_that_counts(ctx, story, order):
    reversal = asked(story, *order)
    (row,) = reversals.list_reversals(ctx.scope)
    assert (row.id, reversal.incoming_id, own().state, counts()) == (reversal.id, None, "waiting", 400_00)
    assert row.why == (
        f"O que ela tomou de volta pode ser o pagamento nº {story.payment_id}, que veio pela API e ainda conta. Se "
        "for, desfaça-o; se não for, dê-a por resolvida: só o recebimento volta."
    )
    assert own().why == (
        f"Foi devolvido em 20/11/2026. Pode ser o mesmo dinheiro do pagamento nº {story.payment_id}, que veio pela "
        "API. Se for, diga que é. Se não for, ponha-o de lado."
    )
    assert_proven()


def test_that_it_is_the_same_undoes_the_payment_at_once(ctx, story):
    reversal = asked(story)
    count_once(ctx, own().id, story.payment_id)
    assert (counts(), own().state, reversals.list_reversals(ctx.scope)) == (0, "reversed", [])
    assert models.Payment.objects.get().undone_reason == "Devolvido em 20/11/2026: R$ 400,00."
    reversal.refresh_from_db()
    assert reversal.incoming == own()
    assert_proven()


def test_that_the_receipt_is_something_else_leaves_the_payment(ctx, story):
    asked(story)
    set_aside_incoming(ctx, own().id, "outro depósito")
    assert (counts(), own().state, reversals.list_reversals(ctx.scope)) == (400_00, "reversed", [])
    assert_proven()


def test_ended_by_a_person_only_the_receipt_goes_back(ctx, story):
    reversal = asked(story)
    end_reversal(ctx, reversal.id, "o da API é outro")
    reversal.refresh_from_db()
    assert (counts(), own().state, reversal.incoming, reversal.why) == (400_00, "reversed", own(), "o da API é outro")
    assert_proven()


def test_the_payment_chosen_is_undone_and_the_receipt_goes_back(ctx, story):
    reversal = asked(story)
    choose_payment(ctx, reversal.id, story.payment_id)
    assert (counts(), own().state, reversals.list_reversals(ctx.scope)) == (0, "reversed", [])
    assert_proven()


def test_once_the_payment_is_undone_nobody_is_asked_any_more(ctx, story):
    asked(story)
    undo_payment(ctx, story.payment_id, "digitado em dobro")
    story.take_back("D9", 1_00)  # whatever comes next
    assert (counts(), own().state) == (0, "reversed")
    assert_proven()


def test_ended_before_its_file_came_the_person_is_asked_again_and_ends_it_again(ctx, story):
    reversal = asked(story, TYPED, BACK, ENDED, LATE)
    assert (reversal.ended_at, own().state, counts()) == (None, "waiting", 400_00)
    assert reversal.why == (
        f"{ctx.actor.name} a deu por resolvida: «visto no banco». Depois o pagamento veio pelo retorno do banco: pode "
        f"ser o nº {story.payment_id}, que ainda conta. Diga se é ele que ela desfaz."
    )
    end_reversal(ctx, reversal.id, "é outro mesmo")
    assert (counts(), own().state) == (400_00, "reversed")
    assert_proven()


def test_a_part_that_went_back_is_taken_off_what_the_person_says_is_the_same(ctx, devedor):
    story = Story(ctx, devedor, typed=400_00, back=100_00, late=400_00, source="pix")
    asked(story)
    count_once(ctx, models.Incoming.objects.get(source="pix").id, story.payment_id)
    assert counts() == 300_00
    assert_proven()


def test_of_a_pix_with_the_document_of_the_devedor_alone_a_person_is_asked_too(ctx, devedor):
    story = Story(ctx, devedor, typed=400_00, back=400_00, late=400_00, source="pix")
    story.tell(TYPED)
    story.tell(LATE)
    models.Incoming.objects.filter(source="pix").update(boleto=None, payer_document=devedor.document)
    story.tell(BACK)
    assert models.Incoming.objects.get(source="pix").state == "waiting"
    assert len(reversals.list_reversals(ctx.scope)) == 1


def test_what_the_credor_gave_back_itself_is_asked_of_nobody(ctx, devedor):
    story = Story(ctx, devedor, typed=400_00, back=400_00, late=400_00, source="pix")
    story.tell(TYPED)
    story.tell(LATE)
    row = models.Incoming.objects.get(source="pix")
    psp.make_refund(psp.make_row(devedor.credor), row.id, refund_id="R1", cents=400_00)
    story.take_back("E1/R1", 400_00)
    row.refresh_from_db()
    assert (row.state, counts()) == ("reversed", 400_00)
    assert incoming_proof.wrongly_returned().count == 0


def test_an_unrelated_receipt_asks_the_database_no_more_for_the_questions_that_wait(ctx, devedor):
    raw = money_in.make_raw(devedor.credor, source="pix")
    took = [queries(ctx, devedor.credor_id, received(raw, "X0", 5_55))]
    for number in range(1, 5):
        titulo = builders.make_titulo(devedor)
        cents = 100_00 + number
        typed = RegisterPayment(
            devedor_id=devedor.id, titulo_ids=(titulo.id,), cents=cents, paid_on=PAID_ON,
            external_key=f"typed:{number}", source="api",
        )  # fmt: skip
        register_payment(ctx, typed)
        key, document = f"E{number}", devedor.document
        take_in(ctx, devedor.credor_id, [received(raw, key, cents, payer_document=document)])
        back = Returned(source="pix", source_key=f"{key}/D", raw_payload_id=raw.id, cents=cents, on=PAID_ON, of_key=key)
        take_back(ctx, devedor.credor_id, [back])
        took.append(queries(ctx, devedor.credor_id, received(raw, f"X{number}", 5_55)))
    assert len(reversals.list_reversals(ctx.scope)) == 4
    assert took == [took[0]] * 5


def queries(ctx, credor_id, one):
    with CaptureQueriesContext(connection) as asked:
        take_in(ctx, credor_id, [one])
    return len(asked)


def test_the_next_receipt_of_the_source_wakes_what_asked_about_a_payment_undone(ctx, devedor):
    story = Story(ctx, devedor, typed=400_00, back=400_00, late=400_00, source="pix")
    asked(story)
    undo_payment(ctx, story.payment_id, "digitado em dobro")
    take_in(ctx, devedor.credor_id, [received(story.raw, "E2", 5_55)])
    assert (counts(), models.Incoming.objects.get(source_key="E1").state) == (0, "reversed")
    assert_proven()
