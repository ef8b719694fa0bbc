"""What hangs on the títulos that a whole list closes ends with them and comes back with them; who may, and at once."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from adimple.domain.errors import NotFound, Refused
from adimple.domain.open_list import Absent
from adimple.store import models
from adimple.store.reads import past
from adimple.usecases.close_absent import undo_absent
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.sheets import row
from tests.usecases.whole_list import ALL, bring, closed, is_sound, names, pay, titulo

pytestmark = pytest.mark.django_db


# --- what hung on them ---


def test_what_was_planned_for_them_alone_ends_and_the_rest_of_an_action_goes_on(ctx, credor):
    others = [row(f"OU-{n}", cpf="111.444.777-35", nome="Bruno Exemplo") for n in range(10)]
    bring(ctx, [*ALL, *others], whole=False)
    alone, shared = planned(credor, ["CE-9"]), planned(credor, ["OU-0", "OU-9"])
    bring(ctx, [*ALL[:9], *others[:9]])
    alone.refresh_from_db()
    shared.refresh_from_db()
    assert (alone.state, alone.blocked_by, shared.state) == ("refused", "POL-PAGO", "planned")
    live = models.ActionItem.objects.filter(expired_on=None).values_list("titulo__number", flat=True)
    assert list(live) == ["OU-0"]
    assert models.Event.objects.get(name="titulos.absent_closed").payload["ended_items"] == 2


def planned(credor, numbers):
    titulos = [titulo(number) for number in numbers]
    run = models.CycleRun.objects.create(credor=credor, on=ON, started_at=NOW)
    devedor = titulos[0].devedor
    action = models.Action.objects.create(
        credor=credor, devedor=devedor, cycle_run=run, person_key=devedor.person_key, on=ON, regua_version=1,
        step_code="d1", template="aviso", channel="email", due_at=NOW,
    )  # fmt: skip
    for one in titulos:
        models.ActionItem.objects.create(
            action=action, credor=credor, devedor=devedor, titulo=one, on=ON, due_on=one.due_on, step_code="d1",
            regua_version=1,
        )  # fmt: skip
    return action


def test_a_pause_of_the_debt_ends_with_it_and_comes_back_with_the_undoing(ctx):
    bring(ctx, ALL, whole=False)
    hold = builders.make_hold(titulo("CE-9").devedor, kind="ja_paguei", titulo=titulo("CE-9"))
    done = bring(ctx, ALL[:9])
    hold.refresh_from_db()
    assert (hold.lifted_at, hold.lifted_reason) == (NOW, "Título baixado: ausente da lista completa")
    undo_absent(ctx, done.import_id)
    hold.refresh_from_db()
    assert (hold.lifted_at, hold.lifted_reason) == (None, "")


def test_a_pause_that_another_baixa_ended_before_stays_ended(ctx):
    bring(ctx, ALL, whole=False)
    before = NOW - timedelta(days=700)
    reason = "Título baixado: ausente da lista completa"
    hold = builders.make_hold(titulo("CE-9").devedor, kind="promise", lifted_at=before, lifted_reason=reason)
    done = bring(ctx, ALL[:9], close_count=1)
    undo_absent(ctx, done.import_id)
    hold.refresh_from_db()
    assert (hold.lifted_at, hold.lifted_reason) == (before, reason)
    assert names(name="hold.placed") == []


def test_a_pause_of_all_that_the_baixa_ended_comes_back(ctx):
    bring(ctx, [*ALL[:9], row("OU-1", cpf="111.444.777-35", nome="Bruno Exemplo")], whole=False)
    hold = builders.make_hold(titulo("OU-1").devedor, kind="promise")
    done = bring(ctx, ALL[:9], close_count=1)
    hold.refresh_from_db()
    assert hold.lifted_at == NOW
    undo_absent(replace(ctx, now=NOW + timedelta(days=1)), done.import_id)
    hold.refresh_from_db()
    assert hold.lifted_at is None
    assert names(name="hold.placed") == ["hold.placed"]


def test_a_pause_that_another_payment_ended_before_stays_ended_when_this_one_is_undone(ctx):
    bring(ctx, ALL, whole=False)
    before = NOW - timedelta(days=700)
    ended = {"lifted_at": before, "lifted_reason": "Título quitado"}
    hold = builders.make_hold(titulo("CE-9").devedor, kind="ja_paguei", **ended)
    ours = builders.make_hold(titulo("CE-9").devedor, kind="ja_paguei", titulo=titulo("CE-9"))
    registered = pay(ctx, titulo("CE-9"), 850_00, titulo_ids=(titulo("CE-9").id,))
    undo_payment(replace(ctx, now=NOW + timedelta(days=1)), registered.payment_id, "engano")
    hold.refresh_from_db()
    ours.refresh_from_db()
    assert (hold.lifted_at, ours.lifted_at) == (before, None)
    assert [event.payload["hold_id"] for event in models.Event.objects.filter(name="hold.placed")] == [ours.id]


def test_a_part_paid_titulo_closes_and_opens_with_what_was_left(ctx):
    bring(ctx, ALL, whole=False)
    pay(ctx, titulo("CE-9"), 100_00, titulo_ids=(titulo("CE-9").id,))
    done = bring(ctx, ALL[:9])
    assert (done.absent.count, done.absent.cents) == (1, 750_00)
    assert is_sound()
    undo_absent(ctx, done.import_id)
    assert models.Imputacao.objects.get(is_current=True).principal_left_cents == 750_00
    assert is_sound()


def test_undoing_lays_again_what_was_paid_meanwhile_as_if_nothing_had_closed(ctx):
    # CE-9 falls due first: open, it would have had the payment that CE-0 got.
    bring(ctx, [*ALL[:9], row("CE-9", vencimento="01/10/2026", valor="50,00")], whole=False)
    done = bring(ctx, ALL[:9])
    pay(ctx, titulo("CE-0"), 60_00, paid_on=date(2026, 10, 1))
    assert models.Imputacao.objects.get(is_current=True).titulo.number == "CE-0"
    undo_absent(ctx, done.import_id)
    rows = models.Imputacao.objects.filter(replaced_at=None).order_by("titulo__due_on")
    assert list(rows.values_list("titulo__number", "principal_cents")) == [("CE-9", 50_00), ("CE-0", 10_00)]
    assert titulo("CE-9").closed_reason == "paid"
    assert is_sound()


def test_a_payment_undone_while_it_was_closed_is_gone_when_it_opens(ctx):
    bring(ctx, ALL, whole=False)
    registered = pay(ctx, titulo("CE-9"), 100_00, titulo_ids=(titulo("CE-9").id,))
    done = bring(ctx, ALL[:9])
    undo_payment(ctx, registered.payment_id, "engano")
    undo_absent(ctx, done.import_id)
    assert not models.Imputacao.objects.filter(replaced_at=None).exists()
    assert titulo("CE-9").closed_on is None
    assert is_sound()


def test_the_past_remembers_a_baixa_that_was_undone(ctx):
    bring(ctx, ALL, whole=False)
    done = bring(ctx, ALL[:9])
    undo_absent(replace(ctx, now=NOW + timedelta(days=3)), done.import_id)
    devedor_id = titulo("CE-9").devedor_id

    def open_on(day):
        return len(past.saldos(ctx.scope, devedor_id, day, past.end_of(day, ZoneInfo("America/Sao_Paulo"))))

    assert [open_on(ON), open_on(ON + timedelta(days=2)), open_on(ON + timedelta(days=3))] == [9, 9, 10]


def test_a_standing_baixa_over_an_open_titulo_is_found(ctx):
    bring(ctx, ALL, whole=False)
    bring(ctx, ALL[:9])
    models.Titulo.objects.filter(number="CE-9").update(closed_on=None, closed_reason="")
    assert not is_sound()


# --- who, and at the same time ---


def test_an_operator_and_a_stranger_do_not_undo(ctx, credor):
    bring(ctx, ALL, whole=False)
    done = bring(ctx, ALL[:8])
    with pytest.raises(Refused):
        undo_absent(builders.context_in(credor, "operator"), done.import_id)
    with pytest.raises(NotFound):
        undo_absent(builders.context_in(builders.make_credor()), done.import_id)
    assert len(closed()) == 2


def test_what_changed_since_it_was_seen_is_refused(ctx):
    bring(ctx, ALL, whole=False)
    seen = Absent((titulo("CE-8").id, titulo("CE-9").id), 0, 0, 0, 0, 0).digest
    pay(ctx, titulo("CE-9"), 850_00, titulo_ids=(titulo("CE-9").id,))
    with pytest.raises(Refused) as refused:
        bring(ctx, ALL[:8], closing=seen)
    assert refused.value.code == "import.absent_changed"
    assert [number for number, *_ in closed()] == ["CE-9"]


@pytest.mark.django_db(transaction=True)
def test_a_payment_at_the_same_time_is_before_or_after_and_never_lost(ctx):
    bring(ctx, ALL, whole=False)
    target, outcomes = titulo("CE-9"), []
    together = threading.Barrier(2)

    def run(act):
        together.wait()
        try:
            act()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    acts = [
        lambda: bring(ctx, ALL[:9]),
        lambda: pay(replace(ctx, now=NOW + timedelta(seconds=1)), target, 850_00, titulo_ids=(target.id,)),
    ]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The payment first: it is paid, and nothing is absent. The list first: closed, and the payment is told so.
    (told,) = closed()
    paid = models.Payment.objects.count()
    assert (told[1], paid, sorted(outcomes)) in [
        ("paid", 1, ["done", "done"]), ("baixa", 0, ["done", "payment.closed"]),
    ]  # fmt: skip
    assert is_sound()
