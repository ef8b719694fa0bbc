"""The day, over real SMTP and a real database: what leaves, with which proof; what is refused at the last minute."""

import hashlib
import time
from datetime import timedelta

import pytest

from adimple.cycle import run
from adimple.domain.conduct.reasons import MOVED, PAID
from adimple.store import models
from adimple.worker.dispatch import Counts, dispatch_due
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import add_item, addressed, arrived, later, machine, make_due, names, state_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_due_action_becomes_an_email_with_its_proof(mail, senders):
    action = make_due(titulos=2)
    assert dispatch_due(machine(), senders) == Counts(taken=1, sent=1)
    action.refresh_from_db()
    assert (action.state, action.attempts, action.leased_until) == ("sent", 1, None)
    (message,) = arrived(mail)
    proof = models.Dispatch.objects.get(action=action)
    assert proof.status == "accepted"
    assert message.header("Reply-To") == "financeiro@exemplo.test"
    assert message.header("List-Unsubscribe").startswith("<https://cobranca.example/p/")
    assert message.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    assert proof.body_sha256 == hashlib.sha256(f"{proof.subject}\n\n{proof.body}".encode()).hexdigest()
    # 850,00: multa 2% = 17,00; juros 1% ÷ 30 × 14 dias = 3,9666… → 3,96. Total 870,96, twice = 1.741,92.
    assert "R$ 1.741,92" in message.text
    assert [row["total_cents"] for row in proof.amounts.values()] == [870_96, 870_96]
    (asked,) = proof.verdicts
    assert asked["titulos"] == [int(titulo_id) for titulo_id in proof.amounts]
    assert {"rule": "CON-42A", "kind": "allow"} in asked["verdicts"]
    assert asked["facts"]["days_overdue"] == 14
    assert names(action.devedor_id) == ["action.sent"]
    assert models.Receipt.objects.get(dispatch=proof).status == "accepted"
    assert dispatch_due(machine(), senders) == Counts()


@pytest.mark.parametrize(
    "given",
    [{"released_at": None, "released_on": None}, {"stopped_at": NOW}],
    ids=["in ensaio", "stopped"],
)
def test_nothing_leaves_for_a_credor_that_may_not_send(mail, senders, given):
    action = make_due(builders.make_devedor(builders.make_released_credor(**given)))
    assert dispatch_due(machine(), senders) == Counts()
    assert state_of(action) == "planned"
    assert arrived(mail) == []


def test_what_is_not_due_yet_or_is_of_another_day_waits(mail, senders):
    soon = make_due(due_at=NOW + timedelta(seconds=1))
    yesterday = make_due(on=ON - timedelta(days=1))
    assert dispatch_due(machine(), senders) == Counts()
    assert (state_of(soon), state_of(yesterday)) == ("planned", "planned")


def test_paid_between_the_plan_and_the_sending_is_not_sent(mail, senders):
    action = make_due()
    models.Titulo.objects.filter(devedor_id=action.devedor_id).update(closed_on=ON, closed_reason="paid")
    assert dispatch_due(machine(), senders) == Counts(taken=1, refused=1)
    action.refresh_from_db()
    assert (action.state, action.blocked_by) == ("refused", PAID)
    assert names(action.devedor_id) == ["action.refused_at_send"]
    assert arrived(mail) == []
    assert not models.Dispatch.objects.exists()


def test_a_titulo_paid_or_moved_leaves_the_message_and_the_rest_goes(mail, senders):
    action = make_due(titulos=3)
    paid, moved, kept = models.Titulo.objects.filter(devedor_id=action.devedor_id).order_by("id")
    models.Titulo.objects.filter(id=paid.id).update(closed_on=ON, closed_reason="paid")
    models.Titulo.objects.filter(id=moved.id).update(due_on=ON)
    assert dispatch_due(machine(), senders) == Counts(taken=1, sent=1)
    assert list(models.Dispatch.objects.get().amounts) == [str(kept.id)]
    left = models.ActionItem.objects.order_by("titulo_id").values_list("titulo_id", "action_id", "blocked_by")
    assert list(left) == [(paid.id, None, PAID), (moved.id, None, MOVED), (kept.id, action.id, None)]
    assert kept.number in arrived(mail)[0].text
    assert paid.number not in arrived(mail)[0].text


def test_a_refusal_already_written_for_the_step_is_not_written_twice(mail, senders):
    action = make_due(titulos=2)
    paid, _ = models.Titulo.objects.filter(devedor_id=action.devedor_id).order_by("id")
    models.Titulo.objects.filter(id=paid.id).update(closed_on=ON, closed_reason="paid")
    before = add_item(action, paid, step_code="vencido_d10", action=None, blocked_by=PAID)
    assert dispatch_due(machine(), senders).sent == 1
    item = models.ActionItem.objects.exclude(id=before.id).get(titulo=paid)
    assert (item.blocked_by, item.expired_on) == (None, ON)


def test_opt_out_at_noon_stops_the_message_of_one_o_clock(mail, senders):
    action = make_due(due_at=NOW + timedelta(hours=3))
    models.Consent.objects.create(
        credor_id=action.credor_id, devedor_id=action.devedor_id, channel="email", granted=False,
        at=NOW + timedelta(hours=2), source="link",
    )  # fmt: skip
    assert dispatch_due(later(hours=3), senders) == Counts(taken=1, refused=1)
    action.refresh_from_db()
    assert action.blocked_by == "POL-OPT-OUT"
    assert arrived(mail) == []


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("ja_paguei", "POL-JA-PAGUEI"), ("contestacao", "POL-CONTESTACAO"), ("death", "CON-DEAD"), ("pause", "POL-PAUSA")],
)
def test_a_hold_placed_after_the_plan_refuses_and_the_step_may_be_planned_again(mail, senders, kind, rule):
    action = make_due()
    builders.make_hold(action.devedor, kind=kind)
    assert dispatch_due(machine(), senders) == Counts(taken=1, refused=1)
    action.refresh_from_db()
    assert action.blocked_by == rule
    assert models.ActionItem.objects.get(action=action).expired_on == ON


def test_a_hold_on_one_titulo_does_not_silence_the_other(mail, senders):
    action = make_due(titulos=2)
    held, free = models.Titulo.objects.filter(devedor_id=action.devedor_id).order_by("id")
    builders.make_hold(action.devedor, kind="contestacao", titulo=held)
    assert dispatch_due(machine(), senders).sent == 1
    assert list(models.Dispatch.objects.get().amounts) == [str(free.id)]


def test_a_death_told_to_one_credor_silences_the_other(mail, senders):
    action = make_due(builders.make_devedor(builders.make_released_credor(), document="52998224725"))
    twin = builders.make_devedor(builders.make_released_credor(), document="52998224725")
    builders.make_hold(twin, kind="death")
    assert dispatch_due(machine(), senders).refused == 1
    action.refresh_from_db()
    assert action.blocked_by == "CON-DEAD"


def test_two_credores_in_one_batch_reach_a_person_once(mail, senders):
    first = make_due(builders.make_devedor(builders.make_released_credor(), document="52998224725"))
    second = make_due(builders.make_devedor(builders.make_released_credor(), document="52998224725"))
    assert dispatch_due(machine(), senders) == Counts(taken=2, sent=1, refused=1)
    second.refresh_from_db()
    assert (state_of(first), second.state, second.blocked_by) == ("sent", "refused", "CON-FREQ")
    assert len(arrived(mail)) == 1


def test_a_closed_window_moves_the_hour_and_says_until_when(mail, senders):
    # An agency writing to a consumer in MT: 8h to 18h there, an hour behind São Paulo. 21h in São Paulo is closed.
    credor = builders.make_released_credor(is_agency=True)
    action = make_due(builders.make_devedor(credor, uf="MT"), due_at=NOW)
    assert dispatch_due(later(hours=11), senders) == Counts(taken=1, delayed=1)
    action.refresh_from_db()
    # 8h00 in Cuiabá (UTC−4) on the next day.
    assert action.due_at.isoformat() == "2026-11-25T12:00:00+00:00"
    assert (action.state, action.note, action.attempts) == ("planned", "CON-MT-11792", 0)
    assert names(action.devedor_id) == ["action.delayed"]


def test_a_credor_without_address_writes_to_nobody(mail, senders):
    action = make_due(builders.make_devedor(builders.make_released_credor(address="")))
    assert dispatch_due(machine(), senders).refused == 1
    action.refresh_from_db()
    assert action.blocked_by == "CON-42A"


def test_a_template_that_is_gone_fails_alone(mail, senders):
    broken, fine = make_due(template="nao_existe"), make_due()
    assert dispatch_due(machine(), senders) == Counts(taken=2, sent=1, failed=1)
    assert (state_of(broken), state_of(fine)) == ("failed", "sent")


def test_a_busy_server_is_tried_again_after_a_minute_then_five(mail, senders):
    action = addressed("ocupado")
    assert dispatch_due(machine(), senders) == Counts(taken=1, retried=1)
    action.refresh_from_db()
    assert (action.state, action.due_at, action.attempts) == ("planned", NOW + timedelta(minutes=1), 1)
    assert dispatch_due(later(seconds=59), senders) == Counts()
    assert dispatch_due(later(minutes=1), senders).retried == 1
    action.refresh_from_db()
    assert action.due_at == NOW + timedelta(minutes=6)
    assert list(models.Dispatch.objects.order_by("id").values_list("attempt", "status")) == [
        (1, "temporary"),
        (2, "temporary"),
    ]


def test_after_the_sixth_failure_it_is_a_dead_letter(mail, senders):
    action = addressed("ocupado", attempts=5)
    assert dispatch_due(machine(), senders) == Counts(taken=1, failed=1)
    assert state_of(action) == "failed"
    event = models.Event.objects.get(name="action.failed")
    assert (event.payload["attempt"], event.payload["is_final"]) == (6, True)


def test_a_bounce_marks_the_address_and_frees_the_step_for_the_next_channel(mail, senders):
    action = addressed("recusa")
    assert dispatch_due(machine(), senders) == Counts(taken=1, failed=1)
    contact = models.Contact.objects.get(id=action.contact_id)
    assert (contact.wrong_at, contact.wrong_reason) == (NOW, "bounce")
    assert names(action.devedor_id) == ["action.failed", "contact.marked_wrong", "message.bounced"]
    assert models.ActionItem.objects.get(action=action).expired_on == ON


def test_after_a_bounce_the_next_night_takes_the_next_channel(mail, senders):
    action = addressed("recusa")
    builders.make_contact(action.devedor, kind="phone", value="+5511999990001", phone_kind="mobile")
    dispatch_due(machine(), senders)
    ctx = later(hours=16)
    run.run_night(ctx, ctx.on)
    assert models.Action.objects.get(on=ctx.on).channel == "sms"


@pytest.mark.parametrize(("word", "state"), [(False, "refused"), (None, "refused"), (True, "task")])
def test_whatsapp_becomes_a_task_only_for_who_said_yes(senders, word, state):
    action = make_due(channel="whatsapp")
    if word is not None:
        builders.make_consent(action.devedor, channel="whatsapp", granted=word)
    dispatch_due(machine(), senders)
    assert state_of(action) == state


def test_a_full_mailbox_is_nobodys_wrong_address(mail, senders):
    action = addressed("cheia")
    assert dispatch_due(machine(), senders).failed == 1
    assert models.Contact.objects.get(id=action.contact_id).wrong_at is None


def test_a_connection_lost_after_the_text_is_uncertain_and_never_resent(mail, senders):
    action = addressed("cai")
    assert dispatch_due(machine(), senders) == Counts(taken=1, uncertain=1)
    assert dispatch_due(later(hours=5), senders) == Counts()
    assert state_of(action) == "uncertain"
    assert len(arrived(mail)) == 1
    assert names(action.devedor_id) == ["action.uncertain"]


def test_a_provider_that_is_down_rests_and_costs_one_attempt_of_one_message(settings, senders):
    settings.SANDBOX_SMTP_PORT = 1  # nobody listens there
    credor = builders.make_released_credor()
    actions = [make_due(builders.make_devedor(credor)) for _ in range(5)]
    counts = dispatch_due(machine(), senders)
    assert (counts.taken, counts.retried, counts.returned) == (5, 1, 4)
    assert senders.resting() == [credor.id]
    assert [state_of(action) for action in actions] == ["planned"] * 5
    assert sorted(action.attempts for action in actions) == [0, 0, 0, 0, 1]
    assert models.Dispatch.objects.count() == 1


def test_a_password_sealed_by_another_key_attempts_nothing(senders):
    action = make_due()
    models.ChannelSetting.objects.create(
        credor_id=action.credor_id, channel="email", host="127.0.0.1", port=25, security="none", username="u",
        password_sealed=b"of another key", from_email="a@exemplo.test", from_name="A",
    )  # fmt: skip
    counts = dispatch_due(machine(), senders)
    assert (counts.taken, counts.returned, counts.retried) == (1, 1, 0)
    action.refresh_from_db()
    assert (action.state, action.attempts) == ("planned", 0)


def test_the_credors_own_sender_is_used(mail, senders, settings):
    action = make_due()
    models.ChannelSetting.objects.create(
        credor_id=action.credor_id, channel="email", host="127.0.0.1", port=mail.smtp_port, security="none",
        from_email="cobranca@colegio.test", from_name="Colégio",
    )  # fmt: skip
    settings.SANDBOX_SMTP_PORT = 1
    assert dispatch_due(machine(), senders).sent == 1
    assert "cobranca@colegio.test" in arrived(mail)[0].header("From")


def test_per_second_is_kept(mail, senders):
    credor = builders.make_released_credor()
    models.ChannelSetting.objects.create(
        credor=credor, channel="email", host="127.0.0.1", port=mail.smtp_port, security="none",
        from_email="a@exemplo.test", from_name="A", per_second=5,
    )  # fmt: skip
    for _ in range(8):
        make_due(builders.make_devedor(credor))
    started = time.monotonic()
    assert dispatch_due(machine(), senders).sent == 8
    # Five at once, then one each 0,2 s: the eighth leaves 0,6 s after the fifth.
    assert time.monotonic() - started >= 0.6


def test_what_no_machine_sends_becomes_a_task_with_its_script(mail, senders):
    action = make_due(channel="phone", template="pf_ligacao", step_code="ligacao_d20")
    assert dispatch_due(machine(), senders) == Counts(taken=1, tasks=1)
    task = models.Task.objects.get(action=action)
    assert (state_of(action), task.channel, task.contact_id) == ("task", "phone", action.contact_id)
    assert action.devedor.name in task.script
    assert "R$ 870,96" in task.script
    assert "https://cobranca.example/p/" in task.script
    assert names(action.devedor_id) == ["task.opened"]
    assert not models.Dispatch.objects.exists()


def test_a_letter_needs_a_cep(mail, senders):
    credor = builders.make_released_credor()
    with_cep = make_due(builders.make_devedor(credor, cep="01310100"), channel="letter", contact=None)
    without = make_due(builders.make_devedor(credor), channel="letter", contact=None)
    assert dispatch_due(machine(), senders) == Counts(taken=2, tasks=1, refused=1)
    without.refresh_from_db()
    assert (state_of(with_cep), without.blocked_by) == ("task", "POL-SEM-CONTATO")


def test_a_call_planned_for_sao_paulo_is_refused_when_calls_are_no_longer_recorded(mail, senders):
    action = make_due(channel="phone", template="pf_ligacao", step_code="ligacao_d20")
    models.Credor.objects.filter(id=action.credor_id).update(records_calls=False)
    assert dispatch_due(machine(), senders) == Counts(taken=1, refused=1)
    action.refresh_from_db()
    assert (action.state, action.blocked_by) == ("refused", "CON-SP-REC")
    assert models.Task.objects.count() == 0
