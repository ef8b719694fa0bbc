"""A Pix goes back once, whoever dies or asks twice; the ledger is undone when the PSP says so, and not before."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.gateways import https, pix_bacen
from adimple.gateways.gateway import Fault
from adimple.store import models
from adimple.store.reads import pix_refunds
from adimple.usecases import close_credor, count_once, match_incoming, reconcile_pix, refund_pix, review_refund
from adimple.usecases.close_credor import CloseCredor
from adimple.usecases.refund_pix import RefundPix
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON
from tests.usecases import money_in
from tests.usecases.test_take_pix import call, paid_charge, work

pytestmark = pytest.mark.django_db
WHOLE = 870_96  # 850,00 + multa 17,00 + juros of fourteen days 3,96


@pytest.fixture
def world(psp):
    return psps.make_world(psp)


def received(world):
    """A título paid by a Pix, and the receipt of it."""
    titulo, told = paid_charge(world)
    call(world, told)
    work(world)
    return titulo, models.Incoming.objects.get(source_key=told["endToEndId"])


def give(world, row, cents, **given):
    _, ctx, *_ = world
    fields = {"number": 1, "reason": "pagou duas vezes"} | given
    command = RefundPix(incoming_id=row.id, cents=cents, **fields)
    return refund_pix.refund_pix(ctx, command)


def at_psp(world):
    """(cents, status) of each devolução there."""
    psp = world[0]
    return [(one["valor"], one["status"]) for pix in psp.book.received.values() for one in pix.get("devolucoes", ())]


def later(world, minutes=11):
    psp, ctx, *_ = world
    psp.book.clock.now = ctx.now + timedelta(minutes=minutes)
    return replace(ctx, now=ctx.now + timedelta(minutes=minutes))


def owed(titulo):
    titulo.refresh_from_db()
    return titulo.closed_on


def test_the_whole_goes_back_and_the_titulo_owes_again(world):
    titulo, row = received(world)
    done = give(world, row, WHOLE)
    assert (done.state, done.cents, done.number) == ("returned", WHOLE, 1)
    assert at_psp(world) == [("870.96", "DEVOLVIDO")]
    row.refresh_from_db()
    assert (row.state, row.returned_cents, owed(titulo)) == ("reversed", WHOLE, None)
    names = list(models.Event.objects.filter(name__startswith="pix_refund").values_list("name", flat=True))
    assert names == ["pix_refund.asked", "pix_refund.returned"]


def test_a_part_goes_back_and_the_rest_still_pays(world):
    titulo, row = received(world)
    give(world, row, 70_96)
    live = models.Payment.objects.get(undone_at=None)
    assert (live.amount_cents, live.devedor_id, owed(titulo)) == (800_00, titulo.devedor_id, None)


def test_what_waits_goes_back_without_ever_being_a_payment(world):
    psp = world[0]
    told = psp.book.pay_key(psps.KEY, 50_00, ON, psps.PAYER, "semcobranca")
    call(world, told)
    work(world)
    row = models.Incoming.objects.get()
    assert (row.state, give(world, row, 50_00).state) == ("waiting", "returned")
    row.refresh_from_db()
    assert (row.state, models.Payment.objects.count()) == ("reversed", 0)


@pytest.mark.parametrize(("knob", "times"), [("lost", 1), ("lost", 2), ("failed_after", 2), ("failed_before", 2)])
def test_an_answer_that_is_lost_gives_back_once(world, knob, times):
    titulo, row = received(world)
    setattr(world[0].book.knobs, knob, times)
    give(world, row, WHOLE)
    world[0].book.knobs = type(world[0].book.knobs)()
    review_refund.review_refunds(later(world))
    assert at_psp(world) == [("870.96", "DEVOLVIDO")]
    assert (models.PixRefund.objects.get().state, models.Reversal.objects.count()) == ("returned", 1)
    assert owed(titulo) is None


class Died(BaseException):
    """As SIGKILL: nothing of ours runs any more."""


def die(*_):
    raise Died


@pytest.mark.parametrize("was_told", [True, False])
def test_who_dies_between_asking_and_writing_down_is_found_by_the_next_look(world, monkeypatch, was_told):
    titulo, row = received(world)
    tell = pix_bacen.PixBacen.refund

    def die_there(self, *given):
        if was_told:
            tell(self, *given)
        die()

    with monkeypatch.context() as patched:
        patched.setattr(pix_bacen.PixBacen, "refund", die_there)
        with pytest.raises(Died):
            give(world, row, WHOLE)
    assert (models.PixRefund.objects.get().state, owed(titulo)) == ("asked", ON)
    ctx = later(world)
    assert review_refund.review_refunds(ctx) == 1
    assert (models.PixRefund.objects.get().state, owed(titulo)) == ("returned", None)
    assert review_refund.review_refunds(replace(ctx, now=ctx.now + timedelta(hours=1))) == 0
    assert at_psp(world) == [("870.96", "DEVOLVIDO")]


def over_the_wire(patched, say):
    """`say(method, real)` answers what is said of devoluções; `real()` is the PSP's own answer."""
    call_psp = https.Wire.call

    def call(self, method, path, *given, **named):
        def real():
            return call_psp(self, method, path, *given, **named)

        return say(method, real) if "/devolucao/" in path else real()

    patched.setattr(https.Wire, "call", call)


def test_a_question_that_the_psp_refuses_ends_nothing(world, monkeypatch):
    """Done, its answer lost; at the next look a gateway before the PSP says 400 to the question."""
    _, row = received(world)
    refused = Fault("psp.refused", "O PSP recusou (HTTP 400).")
    with monkeypatch.context() as patched:
        lost = Fault("psp.timeout", "O PSP não respondeu a tempo.", may_have_applied=True)
        over_the_wire(patched, lambda method, real: refused if method == "GET" else (real(), lost)[1])
        assert give(world, row, WHOLE).state == "asked"
        review_refund.review_refunds(later(world))
        assert models.PixRefund.objects.get().state == "asked"
        with pytest.raises(Refused, match="está em andamento"):
            give(world, row, WHOLE, number=2)
    review_refund.review_refunds(later(world, 20))
    assert (models.PixRefund.objects.get().state, at_psp(world)) == ("returned", [("870.96", "DEVOLVIDO")])


def test_a_psp_that_lists_late_and_refuses_what_it_has_gives_back_once(world, monkeypatch):
    """Applied and not answered, not found yet, refused as known, not found yet: nobody can know that it was not."""
    _, row = received(world)
    puts = []

    def say(method, real):
        if method == "GET":
            return Fault("psp.not_found", "O PSP não encontrou.")
        puts.append(real())
        return Fault("psp.timeout", "x", may_have_applied=True) if len(puts) == 1 else puts[-1]

    with monkeypatch.context() as patched:
        over_the_wire(patched, say)
        assert give(world, row, WHOLE).state == "asked"
        review_refund.review_refunds(later(world))
    assert [one.code for one in puts[1:]] == ["psp.refused", "psp.refused"]
    assert models.PixRefund.objects.get().state == "asked"
    review_refund.review_refunds(later(world, 20))
    assert (models.PixRefund.objects.get().state, at_psp(world)) == ("returned", [("870.96", "DEVOLVIDO")])


def test_what_the_psp_neither_knows_nor_takes_ends_after_two_days(world, monkeypatch):
    _, row = received(world)
    with monkeypatch.context() as patched:
        patched.setattr(pix_bacen.PixBacen, "refund", die)
        with pytest.raises(Died):
            give(world, row, WHOLE)
    world[0].book.refund(row.source_key, "NOBANCO", "800.00")  # no room is left for ours
    for hours, state in ((48, "asked"), (49, "not_done")):
        review_refund.review_refunds(later(world, hours * 60))
        assert models.PixRefund.objects.get().state == state


def test_one_that_did_go_back_after_all_is_returned(world):
    """The PSP said that it would not: its own later word of the money wins."""
    titulo, row = received(world)
    book = world[0].book
    book.knobs.refunds = 1
    give(world, row, WHOLE)
    refund = models.PixRefund.objects.get()
    models.PixRefund.objects.update(state="not_done", why="O PSP de quem pagou não aceitou a devolução.")
    book.end_refund(row.source_key, refund.refund_id, "DEVOLVIDO")
    call(world, book.received[row.source_key])
    work(world)
    refund.refresh_from_db()
    assert (refund.state, refund.why, owed(titulo)) == ("returned", "", None)
    assert models.Event.objects.filter(name="pix_refund.returned").count() == 1


def test_an_id_that_the_psp_has_of_another_sum_ends_when_the_ledger_has_that_sum(world):
    """As after a backup put back: asked anew of other cents. What went back is the PSP's, and counts."""
    _, row = received(world)
    _, ctx, _, account, _ = world
    give(world, row, 100)
    models.PixRefund.objects.all().delete()
    models.Reversal.objects.all().delete()
    models.Incoming.objects.update(returned_cents=0)
    assert (give(world, row, 200).state, at_psp(world)) == ("asked", [("1.00", "DEVOLVIDO")])
    reconcile_pix.reconcile_pix(ctx, account.id)
    assert models.PixRefund.objects.get().state == "not_done"
    assert pix_refunds.refundable(ctx.scope, row.id).left_cents == WHOLE - 100


def test_the_comparison_with_the_psp_finds_it_too(world):
    _, row = received(world)
    _, ctx, _, account, _ = world
    give(world, row, WHOLE)
    models.PixRefund.objects.update(state="asked")  # as if settling had not come
    models.Incoming.objects.update(returned_cents=0, state="waiting")
    models.Reversal.objects.all().delete()
    reconcile_pix.reconcile_pix(ctx, account.id)
    assert (models.PixRefund.objects.get().state, models.Reversal.objects.count()) == ("returned", 1)


def test_a_backup_put_back_does_not_give_back_again(world):
    """What was asked after it was taken is known at the PSP alone: the id is the same, for it derives."""
    _, row = received(world)
    give(world, row, WHOLE)
    models.PixRefund.objects.all().delete()
    models.Reversal.objects.all().delete()
    models.Incoming.objects.update(returned_cents=0, state="waiting")
    assert give(world, row, WHOLE).state == "returned"
    assert at_psp(world) == [("870.96", "DEVOLVIDO")]


def test_one_that_takes_its_time_moves_nothing_until_it_is_done(world):
    titulo, row = received(world)
    book = world[0].book
    book.knobs.refunds = 1
    assert (give(world, row, WHOLE).state, owed(titulo)) == ("in_process", ON)
    with pytest.raises(Refused, match="está em andamento"):
        give(world, row, 1, number=2)
    (refund,) = models.PixRefund.objects.all()
    book.end_refund(row.source_key, refund.refund_id, "DEVOLVIDO")
    call(world, book.received[row.source_key])
    work(world)
    refund.refresh_from_db()
    assert (refund.state, owed(titulo)) == ("returned", None)


def test_a_credor_is_not_closed_while_a_pix_of_it_goes_back(world):
    """Closed, nobody would hear that it went, and the título would stay paid."""
    titulo, row = received(world)
    psp, ctx, credor, *_ = world
    psp.book.knobs.refunds = 1
    give(world, row, WHOLE)
    with pytest.raises(Refused, match="está sendo devolvido pelo PSP"):
        close_credor.close_credor(ctx, credor.id, CloseCredor())
    (refund,) = models.PixRefund.objects.all()
    psp.book.end_refund(row.source_key, refund.refund_id, "DEVOLVIDO")
    review_refund.review_refunds(later(world))
    close_credor.close_credor(ctx, credor.id, CloseCredor())
    assert owed(titulo) is None


def test_one_that_is_not_done_leaves_the_ledger_and_may_be_asked_anew(world):
    titulo, row = received(world)
    world[0].book.knobs.refunds = 2
    done = give(world, row, WHOLE)
    assert (done.state, done.why) == ("not_done", "O PSP de quem pagou não aceitou a devolução.")
    assert owed(titulo) == ON
    world[0].book.knobs.refunds = 0
    assert give(world, row, WHOLE, number=2).state == "returned"


def test_the_same_number_is_the_same_devolucao_and_another_sum_of_it_is_refused(world):
    _, row = received(world)
    assert give(world, row, 100).id == give(world, row, 100).id
    with pytest.raises(Refused, match="é de R\\$ 1,00"):
        give(world, row, 200)
    assert at_psp(world) == [("1.00", "DEVOLVIDO")]


def test_never_more_goes_back_than_came(world):
    _, row = received(world)
    give(world, row, 870_00)
    with pytest.raises(Invalid, match="de R\\$ 0,01 a R\\$ 0,96"):
        give(world, row, 97, number=2)
    give(world, row, 96, number=2)
    with pytest.raises(Refused, match="devolvido por inteiro"):
        give(world, row, 1, number=3)
    assert at_psp(world) == [("870.00", "DEVOLVIDO"), ("0.96", "DEVOLVIDO")]


def test_what_was_given_back_at_the_bank_counts_too(world):
    _, row = received(world)
    psp = world[0]
    psp.book.refund(row.source_key, "NOBANCO", "800.00")
    call(world, psp.book.received[row.source_key])
    work(world)
    with pytest.raises(Invalid, match="R\\$ 70,96"):
        give(world, row, 70_97)


def test_a_pix_that_already_counts_by_the_statement_goes_back_once_a_person_says_it_is_the_same(world):
    psp, ctx, credor, *_ = world
    told = psp.book.pay_key(psps.KEY, 850_00, ON, psps.PAYER, "semcobranca")
    titulo = builders.make_titulo(builders.make_devedor(credor))
    line = money_in.make_incoming(
        money_in.make_raw(credor, source="ofx"), 850_00, reference=f"PIX {told['endToEndId']}"
    )
    match = match_incoming.MatchIncoming(incoming_id=line.id, devedor_id=titulo.devedor_id, titulo_ids=(titulo.id,))
    payment_id = match_incoming.match_incoming(ctx, match)
    call(world, told)
    work(world)
    row = models.Incoming.objects.get(source="pix")
    with pytest.raises(Refused, match="já conta pelo extrato"):
        give(world, row, 850_00)
    count_once.count_once(ctx, row.id, payment_id)
    assert give(world, row, 850_00).state == "returned"
    assert models.Payment.objects.get(id=payment_id).undone_at is not None


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_give_back_once(world):
    _, row = received(world)

    def ask(_):
        try:
            return give(world, row, WHOLE).state
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as many:
        assert set(many.map(ask, range(8))) <= {"returned", "asked", "in_process"}
    review_refund.review_refunds(later(world))
    assert at_psp(world) == [("870.96", "DEVOLVIDO")]
    assert models.PixRefund.objects.get().state == "returned"


def test_what_is_wrong_is_told_and_nothing_is_asked(world):
    _, row = received(world)
    _, ctx, credor, *_ = world
    for wrong, field in (({"cents": 0}, "valor"), ({"cents": 1, "reason": " "}, "motivo")):
        with pytest.raises(Invalid) as told:
            give(world, row, wrong.pop("cents"), **wrong)
        assert told.value.field == field
    late, one_cent = (
        replace(ctx, now=NOW + timedelta(days=91)),
        RefundPix(incoming_id=row.id, cents=1, reason="x", number=1),
    )
    with pytest.raises(Refused, match="até 90 dias"):
        refund_pix.refund_pix(late, one_cent)
    with pytest.raises(Refused, match="é a 1"):
        give(world, row, 1, number=2)
    operator = builders.make_account(email="operador@exemplo.test")
    builders.make_membership(operator, credor, role="operator")
    with pytest.raises(Refused, match="isto pede gestor"):
        refund_pix.refund_pix(builders.context_of(operator), one_cent)
    foreign = builders.make_account(email="outro@exemplo.test")
    builders.make_membership(foreign, builders.make_credor(name="Outro"))
    with pytest.raises(NotFound):
        refund_pix.refund_pix(builders.context_of(foreign), one_cent)
    assert (models.PixRefund.objects.count(), at_psp(world)) == (0, [])
