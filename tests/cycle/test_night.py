"""The night over real rows: what is planned, refused, left for tomorrow; and that twice is once."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from adimple.cycle import run
from adimple.domain.regua import shipped
from adimple.store import frames, models
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

ON = builders.ON  # Tuesday 24/11/2026
DUE_2 = ON - timedelta(days=2)  # stands on the step of D+2
DUE_10 = ON - timedelta(days=10)


def night(on: date = ON, now: datetime | None = None):
    """The night of `on`, run at 2 in the morning in São Paulo."""
    at = now or datetime(on.year, on.month, on.day, 5, tzinfo=UTC)
    return run.run_night(Context(Actor("noite"), access.whole_scope(), at), on)


@pytest.fixture
def credor():
    return builders.make_released_credor(daily_ceiling=1000, oldest_days_late=90)


def devedor_with_email(credor, **given):
    devedor = builders.make_devedor(credor, **given)
    builders.make_contact(devedor)
    return devedor


def planned_steps() -> Counter:
    return Counter(models.ActionItem.objects.filter(blocked_by=None).values_list("step_code", flat=True))


def test_a_titulo_two_days_late_gets_one_email_within_the_day(credor):
    devedor = devedor_with_email(credor)
    titulo = builders.make_titulo(devedor, due_on=DUE_2)
    counts = night()
    assert [(row.actions, row.items, row.refused, row.waiting) for row in counts] == [(1, 1, 0, 0)]
    action = models.Action.objects.get()
    assert (action.devedor_id, action.on, action.channel, action.state) == (devedor.id, ON, "email", "planned")
    assert (action.step_code, action.template, action.regua_version) == ("vencido_d2", "pf_talvez_esqueceu", 1)
    item = models.ActionItem.objects.get()
    assert (item.action_id, item.titulo_id, item.due_on, item.step_code) == (action.id, titulo.id, DUE_2, "vencido_d2")
    # Courtesy hours of what never waits: 8h to 18h in São Paulo.
    assert datetime(2026, 11, 24, 11, tzinfo=UTC) <= action.due_at < datetime(2026, 11, 24, 21, tzinfo=UTC)


def test_the_second_night_of_a_day_plans_nothing(credor):
    builders.make_titulo(devedor_with_email(credor), due_on=DUE_2)
    night()
    again = night()
    assert [(row.actions, row.items, row.refused) for row in again] == [(0, 0, 0)]
    assert models.Action.objects.count() == 1


def test_two_nights_at_once_plan_each_step_once(credor):
    for _ in range(30):
        builders.make_titulo(devedor_with_email(credor), due_on=DUE_2)
    done = []

    def one():
        done.append(sum(row.actions for row in night()))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 0, 30]
    assert models.ActionItem.objects.count() == 30


def test_titulos_of_one_devedor_go_in_one_action_led_by_the_most_advanced_step(credor):
    devedor = devedor_with_email(credor)
    builders.make_titulo(devedor, due_on=DUE_2)
    builders.make_titulo(devedor, due_on=DUE_10)
    night()
    action = models.Action.objects.get()
    assert action.step_code == "vencido_d10"
    assert planned_steps() == {"vencido_d2": 1, "vencido_d10": 1}


def test_a_contested_titulo_is_refused_and_does_not_silence_the_other(credor):
    devedor = devedor_with_email(credor)
    contested = builders.make_titulo(devedor, due_on=DUE_10)
    builders.make_titulo(devedor, due_on=DUE_2)
    builders.make_hold(devedor, titulo=contested, kind="contestacao")
    night()
    assert models.Action.objects.get().step_code == "vencido_d2"
    assert planned_steps() == {"vencido_d2": 1}


def test_a_refusal_is_written_once_however_many_nights_say_it(credor):
    devedor = builders.make_devedor(credor)  # nowhere to write to
    builders.make_titulo(devedor, due_on=DUE_2)
    night()
    night()
    night(ON + timedelta(days=1))
    refused = list(models.ActionItem.objects.values_list("blocked_by", "action_id", "step_code"))
    assert refused == [("POL-SEM-CONTATO", None, "vencido_d2")]


def test_a_lawyer_named_to_one_credor_is_respected_by_all(credor):
    other = builders.make_released_credor(daily_ceiling=1000)
    here, there = (devedor_with_email(one, document="52998224725") for one in (credor, other))
    builders.make_titulo(there, due_on=DUE_2)
    builders.make_hold(here, kind="lawyer")
    assert {row.slug: row.actions for row in night()} == {credor.slug: 0, other.slug: 0}


def test_a_person_of_two_credores_gets_one_message_a_day_the_earlier_due_first(credor):
    other = builders.make_released_credor(daily_ceiling=1000)
    here, there = (devedor_with_email(one, document="52998224725") for one in (credor, other))
    builders.make_titulo(here, due_on=DUE_2)
    builders.make_titulo(there, due_on=DUE_10)
    assert {row.slug: (row.actions, row.waiting) for row in night()} == {credor.slug: (0, 1), other.slug: (1, 0)}
    # Tomorrow the other one's turn comes.
    assert {row.slug: row.actions for row in night(ON + timedelta(days=1))} == {credor.slug: 1, other.slug: 0}


def test_a_skipped_week_catches_up_with_the_one_step_now_due(credor):
    builders.make_titulo(devedor_with_email(credor), due_on=ON)
    night(ON)
    night(ON + timedelta(days=12))
    assert planned_steps() == {"vence_hoje": 1, "vencido_d10": 1}


def test_the_ceiling_takes_preventive_first_then_the_fewest_days_late(credor):
    models.Credor.objects.filter(id=credor.id).update(daily_ceiling=2, released_on=ON)
    for due_on in (DUE_10, DUE_2, ON + timedelta(days=5)):
        builders.make_titulo(devedor_with_email(credor), due_on=due_on)
    assert [(row.actions, row.waiting) for row in night()] == [(2, 1)]
    assert planned_steps() == {"lembrete_d5": 1, "vencido_d2": 1}
    # A week later the ceiling is four: 2 × 2.
    assert [(row.actions, row.waiting) for row in night(ON + timedelta(days=7))] == [(3, 0)]


def test_a_credor_in_ensaio_or_stopped_has_nothing_written(credor):
    builders.make_titulo(devedor_with_email(builders.make_credor()), due_on=DUE_2)
    models.Credor.objects.filter(id=credor.id).update(stopped_at=builders.NOW)
    builders.make_titulo(devedor_with_email(credor), due_on=DUE_2)
    assert night() == []
    assert models.ActionItem.objects.count() == 0
    assert models.Event.objects.count() == 0


def test_what_is_older_than_the_oldest_delay_is_left_alone(credor):
    models.Credor.objects.filter(id=credor.id).update(oldest_days_late=9)
    builders.make_titulo(devedor_with_email(credor), due_on=DUE_10)
    assert [(row.actions, row.refused, row.waiting) for row in night()] == [(0, 0, 0)]


def test_a_phone_step_of_a_devedor_of_rio_on_saturday_waits_and_writes_nothing(credor):
    saturday = date(2026, 11, 28)
    models.Credor.objects.filter(id=credor.id).update(records_calls=True)
    devedor = builders.make_devedor(credor, uf="RJ")
    builders.make_contact(devedor, kind="phone", value="+5521990000001", phone_kind="mobile")
    builders.make_titulo(devedor, due_on=saturday - timedelta(days=20))  # ligacao_d20
    assert [(row.actions, row.refused, row.waiting) for row in night(saturday)] == [(0, 0, 1)]
    assert [(row.actions, row.refused) for row in night(saturday + timedelta(days=2))] == [(1, 0)]


def test_a_call_is_due_inside_the_window_of_the_devedors_own_time(credor):
    devedor = builders.make_devedor(credor, uf="AC")
    builders.make_contact(devedor, kind="phone", value="+5568990000001", phone_kind="mobile")
    builders.make_titulo(devedor, due_on=ON - timedelta(days=20))
    night()
    due_at = models.Action.objects.get().due_at
    # 8h to 20h in Rio Branco, five hours behind UTC.
    assert datetime(2026, 11, 24, 13, tzinfo=UTC) <= due_at < datetime(2026, 11, 25, 1, tzinfo=UTC)


def test_a_call_to_sao_paulo_needs_a_credor_that_records_its_calls(credor):
    devedor = builders.make_devedor(credor, uf="SP")
    builders.make_contact(devedor, kind="phone", value="+5511990000001", phone_kind="mobile")
    builders.make_titulo(devedor, due_on=ON - timedelta(days=20))
    models.Credor.objects.filter(id=credor.id).update(records_calls=False)
    night()
    assert list(models.ActionItem.objects.values_list("blocked_by", flat=True)) == ["CON-SP-REC"]
    models.Credor.objects.filter(id=credor.id).update(records_calls=True)
    assert [row.actions for row in night()] == [1]


def test_opt_out_of_email_moves_to_the_next_channel_of_the_step(credor):
    devedor = devedor_with_email(credor)
    builders.make_contact(devedor, kind="phone", value="+5511990000001", phone_kind="mobile")
    models.Consent.objects.create(
        credor=credor, devedor=devedor, channel="email", granted=False, at=builders.NOW, source="link"
    )
    builders.make_titulo(devedor, due_on=DUE_2)
    night()
    assert models.Action.objects.get().channel == "sms"


@pytest.mark.parametrize(("word", "channel"), [(None, "sms"), (False, "sms"), (True, "whatsapp")])
def test_whatsapp_waits_for_a_yes(credor, word, channel):
    devedor = builders.make_devedor(credor)
    builders.make_contact(devedor, kind="phone", value="+5511990000001", phone_kind="mobile")
    if word is not None:
        builders.make_consent(devedor, channel="whatsapp", granted=word)
    builders.make_titulo(devedor, due_on=DUE_2)
    night()
    assert models.Action.objects.get().channel == channel


def test_a_corrected_email_is_the_one_used(credor):
    devedor = devedor_with_email(credor)
    corrected = builders.make_contact(devedor)
    builders.make_titulo(devedor, due_on=DUE_2)
    night()
    assert models.Action.objects.get().contact_id == corrected.id


def test_a_landline_takes_a_call_and_no_text(credor):
    devedor = builders.make_devedor(credor)
    landline = builders.make_contact(devedor, kind="phone", value="+551140000001", phone_kind="landline")
    builders.make_titulo(devedor, due_on=DUE_2)
    called = builders.make_titulo(devedor, due_on=ON - timedelta(days=20))
    night()
    assert models.Action.objects.get().contact_id == landline.id
    items = models.ActionItem.objects.values_list("titulo_id", "step_code", "blocked_by").order_by("step_code")
    assert list(items) == [
        (called.id, "ligacao_d20", None),
        (items[1][0], "vencido_d2", "POL-SEM-CONTATO"),
    ]


def test_an_expired_action_lets_its_steps_be_planned_again(credor):
    builders.make_titulo(devedor_with_email(credor), due_on=DUE_2)
    night()
    models.Action.objects.update(state="expired")
    models.ActionItem.objects.update(expired_on=ON)
    tomorrow = ON + timedelta(days=1)
    assert [row.actions for row in night(tomorrow)] == [1]
    assert list(models.Action.objects.order_by("on").values_list("on", flat=True)) == [ON, tomorrow]


def test_a_moved_due_date_starts_the_regua_again(credor):
    titulo = builders.make_titulo(devedor_with_email(credor), due_on=DUE_2)
    night()
    models.Titulo.objects.filter(id=titulo.id).update(due_on=ON - timedelta(days=1))
    tomorrow = ON + timedelta(days=1)
    night(tomorrow)  # D+2 of the new due date
    items = models.ActionItem.objects.order_by("id").values_list("due_on", "step_code")
    assert list(items) == [(DUE_2, "vencido_d2"), (ON - timedelta(days=1), "vencido_d2")]


def test_a_part_payment_does_not_change_the_step(credor):
    devedor = devedor_with_email(credor)
    titulo = builders.make_titulo(devedor, due_on=DUE_10)
    payment = builders.make_payment(devedor, amount_cents=800_00)
    models.Imputacao.objects.create(
        payment=payment, titulo=titulo, credor=credor, paid_on=ON, juros_cents=0, multa_cents=0, principal_cents=800_00,
        principal_left_cents=50_00, juros_from_on=ON, juros_open_cents=0, multa_open_cents=0, multa_charged=True,
    )  # fmt: skip
    night()
    assert planned_steps() == {"vencido_d10": 1}


def test_a_dry_run_tells_what_the_night_writes_and_writes_nothing(credor):
    devedor = devedor_with_email(credor)
    titulo = builders.make_titulo(devedor, due_on=DUE_2)
    mute = builders.make_devedor(credor)
    unreachable = builders.make_titulo(mute, due_on=DUE_2)
    ctx = Context(Actor("cli"), access.whole_scope(), datetime(2026, 11, 24, 5, tzinfo=UTC))
    told = [line for _, plan in run.dry_run(ctx, ON) for line in run.lines(plan)]
    assert models.ActionItem.objects.count() == 0
    night()
    action = models.Action.objects.get()
    assert told == [
        {
            "devedor": devedor.id,
            "titulo": titulo.id,
            "step": "vencido_d2",
            "channel": "email",
            "due_at": action.due_at.astimezone(run.SAO_PAULO).isoformat(),
            "blocked_by": None,
        },
        {
            "devedor": mute.id,
            "titulo": unreachable.id,
            "step": "vencido_d2",
            "channel": None,
            "due_at": None,
            "blocked_by": "POL-SEM-CONTATO",
        },
    ]


def test_shards_plan_the_same_as_one(credor, monkeypatch):
    for number in range(40):
        devedor = devedor_with_email(credor, document=f"{number:011d}")
        builders.make_titulo(devedor, due_on=ON - timedelta(days=number))
    ctx = Context(Actor("cli"), access.whole_scope(), datetime(2026, 11, 24, 5, tzinfo=UTC))
    whole = [line for _, plan in run.dry_run(ctx, ON) for line in run.lines(plan)]
    monkeypatch.setattr("adimple.cycle.shards.TITULOS_A_SHARD", 7)
    parts = [line for _, plan in run.dry_run(ctx, ON) for line in run.lines(plan)]
    assert sorted(parts, key=lambda line: line["titulo"]) == sorted(whole, key=lambda line: line["titulo"])
    assert len(whole) == 40


def test_the_night_leaves_an_event_with_its_counts_and_digest(credor):
    builders.make_titulo(devedor_with_email(credor), due_on=DUE_2)
    night()
    event = models.Event.objects.get(name="night.run")
    cycle_run = models.CycleRun.objects.get()
    assert (event.payload["actions"], event.payload["items"], event.payload["refused"]) == (1, 1, 0)
    assert event.payload["sha256"] == cycle_run.sha256
    assert cycle_run.finished_at is not None


def test_both_readers_answer_a_question_alike(credor):
    devedor = devedor_with_email(credor)
    builders.make_titulo(devedor, due_on=DUE_2)
    where = frames.Where((credor.id,))
    today = frames.day_number(ON)
    for question in (frames.titulos(where, today - 90, today + 90), frames.devedores(where)):
        with frames.arrow_reader() as reader:
            assert reader.read(question).equals(frames.RequestReader().read(question))


def test_the_shipped_regua_has_a_profile_for_people_and_one_for_firms():
    assert set(shipped.PROFILES) == {"pf", "pj"}
