"""A payment typed, taken back, said by a person to be of that one or ended; and its own file, before or after."""

from importlib import import_module
from itertools import permutations

import pytest
from django.db import connection

from adimple.domain.errors import Refused
from adimple.domain.incoming import Returned
from adimple.store import models
from adimple.store.reads import incoming_proof, reversals
from adimple.usecases.match_incoming import bring_back_incoming, set_aside_incoming
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.settle_reversal import choose_payment, end_reversal
from adimple.usecases.take_back import take_back
from adimple.usecases.take_in import take_in
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, received

pytestmark = pytest.mark.django_db

WHOLE = 869_83  # due 10/11, paid 20/11: multa 17,00 and juros 2,83 on 850,00
TYPED, BACK, ENDED, CHOSEN, LATE = "typed", "back", "ended", "chosen", "late"


class Story:
    """One boleto of R$ 850,00, and what is told of it: by a system of the credor, and by its bank or its PSP."""

    def __init__(self, ctx, devedor, *, typed=WHOLE, back=WHOLE, late=WHOLE, source="retorno"):
        self.ctx, self.credor_id, self.source = ctx, devedor.credor_id, source
        self.typed, self.back, self.late = typed, back, late
        self.boleto = money_in.make_boleto(money_in.make_convenio(devedor.credor), builders.make_titulo(devedor))
        self.raw = money_in.make_raw(devedor.credor, source=source)
        self.of_key = f"1/{self.boleto.nosso_numero}/" if source == "retorno" else "E1"
        self.payment_id = 0

    def tell(self, what):
        """False where it cannot happen: nothing to choose yet, or the reversal was settled meanwhile."""
        if what == TYPED:
            titulo = self.boleto.titulo
            command = RegisterPayment(
                devedor_id=titulo.devedor_id, titulo_ids=(titulo.id,), cents=self.typed, paid_on=PAID_ON,
                external_key="typed:1", source="api",
            )  # fmt: skip
            self.payment_id = register_payment(self.ctx, command).payment_id
        elif what == BACK:
            self.take_back("D1", self.back)
        elif what == LATE:
            key = f"{self.of_key}06/1" if self.source == "retorno" else self.of_key
            take_in(self.ctx, self.credor_id, [received(self.raw, key, self.late, boleto_id=self.boleto.id)])
        else:
            return self.say(what)
        return True

    def take_back(self, key, cents):
        one = Returned(
            source=self.source, source_key=key, raw_payload_id=self.raw.id, cents=cents, on=PAID_ON, of_key=self.of_key
        )
        take_back(self.ctx, self.credor_id, [one])

    def say(self, what):
        reversal = models.Reversal.objects.first()
        if reversal is None or (what == CHOSEN and not self.payment_id):
            return False
        try:
            if what == ENDED:
                end_reversal(self.ctx, reversal.id, "visto no banco")
            else:
                choose_payment(self.ctx, reversal.id, self.payment_id)
        except Refused:
            return False
        return True


def counts():
    """Cents that count as paid."""
    return sum(models.Payment.objects.filter(undone_at=None).values_list("amount_cents", flat=True))


def assert_proven():
    for proof in ("unpaid_receipts", "payments_without_receipt", "wrongly_same", "wrongly_returned", "wrongly_met"):
        assert getattr(incoming_proof, proof)().count == 0, proof


ORDERS = [
    order
    for acts in ((BACK, ENDED, LATE), (TYPED, BACK, ENDED, LATE), (TYPED, BACK, CHOSEN, LATE))
    for order in permutations(acts)
]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_in_whatever_order_they_come_the_own_file_counts_nothing_that_went_back(ctx, devedor, order):
    story = Story(ctx, devedor)
    done = []
    for what in order:
        before = counts()
        if not story.tell(what):
            continue
        if what == LATE and BACK in done:
            assert counts() <= before, done
        done.append(what)
        assert_proven()
    waits = [row.why for row in reversals.list_reversals(ctx.scope)]
    if waits:  # ended, and then its file says it is of a payment that counts
        assert max(done.index(ENDED), done.index(TYPED)) < done.index(LATE)
        assert "«visto no banco»" in waits[0]
    # What is typed after both is another statement of a person's, of money that went back.
    is_said_after = TYPED in order and order.index(TYPED) > max(order.index(BACK), order.index(LATE))
    assert counts() == (WHOLE if waits or is_said_after else 0), done


def test_ended_and_then_told_by_its_file_it_pays_nothing_and_the_page_says_both(ctx, devedor):
    story = Story(ctx, devedor)
    for what in (BACK, ENDED, LATE):
        assert story.tell(what)
    reversal = models.Reversal.objects.get()
    assert (reversal.incoming.state, reversal.why, reversal.ended_at) == ("reversed", "visto no banco", ctx.now)
    story.boleto.refresh_from_db()
    assert (counts(), story.boleto.state) == (0, "ended")


def test_ended_after_the_typed_payment_was_undone_the_file_pays_nothing(ctx, devedor):
    story = Story(ctx, devedor)
    for what in (TYPED, BACK):
        story.tell(what)
    undo_payment(ctx, story.payment_id, "digitado em dobro")
    for what in (ENDED, LATE):
        assert story.tell(what)
    assert (counts(), models.Incoming.objects.get(source="retorno").state) == (0, "reversed")


def test_ended_while_a_payment_stands_it_asks_a_person_again_who_says_which(ctx, devedor):
    story = Story(ctx, devedor)
    for what in (TYPED, BACK, ENDED, LATE):
        assert story.tell(what)
    reversal = models.Reversal.objects.get()
    assert (reversal.incoming_id, reversal.ended_at, counts()) == (None, None, WHOLE)
    assert reversal.why.endswith(f"é o nº {story.payment_id}, que ainda conta. Diga se é ele que ela desfaz.")
    assert models.Event.objects.get(name="reversal.reopened").payload["reversal_id"] == reversal.id
    take_back(ctx, story.credor_id, [])  # no machine settles what a person is asked
    assert counts() == WHOLE
    choose_payment(ctx, reversal.id, story.payment_id)
    assert counts() == 0
    # Nothing waits to be paid again: the file's own receipt is what went back.
    assert dict(models.Incoming.objects.values_list("source", "state")) == {"api": "set_aside", "retorno": "reversed"}
    assert_proven()


@pytest.mark.parametrize("source", ["retorno", "pix"])
def test_a_part_chosen_and_the_whole_told_later_counts_the_rest_once(ctx, devedor, source):
    # 869,83 typed, of which 100,00 went back: 769,83 count, and the file of the 869,83 adds nothing.
    story = Story(ctx, devedor, back=100_00, source=source)
    for what in (TYPED, BACK, CHOSEN):
        assert story.tell(what)
    assert counts() == 769_83
    story.tell(LATE)
    own, typed = models.Incoming.objects.get(source=source), models.Incoming.objects.get(source="api")
    assert (counts(), own.state, own.returned_cents, typed.state, typed.returned_cents) == (
        769_83, "matched", 100_00, "set_aside", 0,
    )  # fmt: skip
    assert_proven()
    if source == "pix":  # the next part goes back of what is left
        story.take_back("D2", 100_00)
        assert counts() == 669_83
        assert_proven()


def test_two_parts_chosen_and_the_whole_told_later_counts_the_rest_once(ctx, devedor):
    story = Story(ctx, devedor, back=100_00, source="pix")
    for what in (TYPED, BACK, CHOSEN):
        story.tell(what)
    story.take_back("D2", 50_00)
    standing = models.Payment.objects.get(undone_at=None)
    choose_payment(ctx, models.Reversal.objects.get(source_key="D2").id, standing.id)
    story.tell(LATE)
    assert (counts(), models.Incoming.objects.get(source="pix").returned_cents) == (719_83, 150_00)
    assert_proven()


@pytest.mark.parametrize("source", ["retorno", "pix"])
def test_one_of_two_moneys_typed_together_does_not_pay_again(ctx, devedor, source):
    # 500,00 typed at once, of which the 100,00 of this boleto went back: 400,00 count.
    story = Story(ctx, devedor, typed=500_00, back=100_00, late=100_00, source=source)
    for what in (TYPED, BACK, CHOSEN, LATE):
        assert story.tell(what)
    own = models.Incoming.objects.get(source=source)
    assert (counts(), own.state) == (400_00, "set_aside")
    assert own.why == (
        "Uma pessoa disse que a devolução de R$ 100,00, de 20/11/2026, é deste dinheiro, que já contava num pagamento "
        "maior: não paga de novo."
    )
    assert_proven()


@pytest.mark.parametrize("with_first", [False, True])
def test_of_what_comes_after_the_one_that_went_back_each_counts(ctx, devedor, with_first):
    # 400,00 count; the first 100,00 of this boleto are what went back, in whatever file: the other 100,00 are new.
    story = Story(ctx, devedor, typed=500_00, back=100_00, late=100_00)
    for what in (TYPED, BACK, CHOSEN):
        assert story.tell(what)
    first, second = (received(story.raw, f"{story.of_key}06/{n}", 100_00, boleto_id=story.boleto.id) for n in (1, 2))
    for told in [[first, second]] if with_first else [[first], [second]]:
        take_in(ctx, story.credor_id, told)
    own = models.Incoming.objects.filter(source="retorno").order_by("source_key")
    assert [one.state for one in own] == ["set_aside", "matched"]
    assert counts() == 500_00
    assert_proven()


def test_each_of_two_that_went_back_on_one_day_meets_its_own(ctx, devedor):
    story = Story(ctx, devedor, typed=500_00)
    story.tell(TYPED)
    for key in ("D1", "D2"):
        story.take_back(key, 100_00)
        standing = models.Payment.objects.get(undone_at=None)
        choose_payment(ctx, models.Reversal.objects.get(source_key=key).id, standing.id)
    for n in (1, 2, 3):
        key = f"{story.of_key}06/{n}"
        take_in(ctx, story.credor_id, [received(story.raw, key, 100_00, boleto_id=story.boleto.id)])
    own = models.Incoming.objects.filter(source="retorno").order_by("source_key")
    assert [one.state for one in own] == ["set_aside", "set_aside", "matched"]
    assert counts() == 400_00
    assert_proven()


def test_what_a_person_writes_on_the_receipt_it_met_lets_it_meet_no_other(ctx, devedor):
    story = Story(ctx, devedor, typed=500_00, back=100_00, late=100_00)
    for what in (TYPED, BACK, CHOSEN, LATE):
        assert story.tell(what)
    first, reversal = models.Incoming.objects.get(source="retorno"), models.Reversal.objects.get()
    assert (reversal.met, reversal.incoming.source) == (first, "api")
    bring_back_incoming(ctx, first.id)
    set_aside_incoming(ctx, first.id, "conferido no banco")
    take_in(ctx, story.credor_id, [received(story.raw, f"{story.of_key}06/2", 100_00, boleto_id=story.boleto.id)])
    own = models.Incoming.objects.filter(source="retorno").order_by("source_key")
    assert [one.state for one in own] == ["set_aside", "matched"]
    assert counts() == 500_00


def test_what_was_met_before_there_was_a_column_is_read_from_the_words_once(ctx, devedor):
    story = Story(ctx, devedor, typed=5_000_00)
    story.tell(TYPED)
    for key, cents in (("D1", 100_00), ("D2", 100_00), ("D3", 1_234_05), ("D4", 100_00)):
        story.take_back(key, cents)
        standing = models.Payment.objects.get(undone_at=None)
        choose_payment(ctx, models.Reversal.objects.get(source_key=key).id, standing.id)
    for n, cents in enumerate((1_234_05, 100_00, 100_00), 1):
        key = f"{story.of_key}06/{n}"
        take_in(ctx, story.credor_id, [received(story.raw, key, cents, boleto_id=story.boleto.id)])
    pix = Story(ctx, devedor, typed=5_000_01, back=99, late=250_00, source="pix")
    command = RegisterPayment(
        devedor_id=devedor.id, cents=5_000_01, paid_on=PAID_ON, external_key="typed:2", source="api"
    )
    pix.payment_id = register_payment(ctx, command).payment_id
    pix.take_back("P1", 99)
    choose_payment(ctx, models.Reversal.objects.get(source_key="P1").id, pix.payment_id)
    pix.tell(LATE)
    met = dict(models.Reversal.objects.order_by("source_key").values_list("source_key", "met__source_key"))
    of = story.of_key
    assert met == {"D1": f"{of}06/2", "D2": f"{of}06/3", "D3": f"{of}06/1", "D4": None, "P1": "E1"}
    models.Reversal.objects.update(met=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("adimple.store.migrations.0049_reversals_met")._AS_TOLD)
    assert dict(models.Reversal.objects.values_list("source_key", "met__source_key")) == met


def test_where_the_values_say_nothing_the_money_waits_for_a_person(ctx, devedor):
    story = Story(ctx, devedor, typed=500_00, back=100_00, late=250_00, source="pix")
    for what in (TYPED, BACK, CHOSEN, LATE):
        assert story.tell(what)
    own = models.Incoming.objects.get(source="pix")
    assert (counts(), own.state) == (400_00, "waiting")
    assert own.why.endswith("é deste dinheiro, e os valores não dizem de quanto.")
    assert_proven()
