"""Why: what is told of one devedor agrees with what the night plans, writes and refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adimple.cycle import explain as explaining
from adimple.cycle import preview, run
from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.reads import access
from adimple.store.scope import Scope
from adimple.usecases import expire_actions, set_consent
from adimple.usecases.context import Actor, Context
from adimple.usecases.register_payment import RegisterPayment, register_payment
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

ON = builders.ON
DUE_2 = ON - timedelta(days=2)


def context(scope: Scope | None = None) -> Context:
    return Context(Actor("cli"), scope or access.whole_scope(), datetime(2026, 11, 24, 5, tzinfo=UTC))


def reachable(credor, **given):
    devedor = builders.make_devedor(credor, **given)
    builders.make_contact(devedor)
    return devedor


def test_before_the_night_it_tells_what_the_night_then_plans():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    told = explaining.explain(context(), devedor.id, ON)
    run.run_night(context(), ON)
    action = models.Action.objects.get()
    assert (told.channel, told.due_at) == (action.channel, action.due_at)
    assert [(row.step.code, row.outcome) for row in told.titulos] == [("vencido_d2", "plan")]


def test_past_the_last_step_it_tells_when_the_regua_ended_and_what_would_change_it():
    # The last step for people is D+60: of what was due on 30/05/2026, 29/07/2026.
    devedor = reachable(builders.make_released_credor(oldest_days_late=400))
    builders.make_titulo(devedor, due_on=date(2026, 5, 30))
    (row,) = explaining.explain(context(), devedor.id, ON).titulos
    assert (row.outcome, row.next_step_on) == ("none", None)
    assert "terminou em 29/07/2026 (D+60)" in row.phrase
    assert "combine um novo vencimento" in row.phrase


def test_after_the_night_the_step_is_done_and_the_action_is_named():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    run.run_night(context(), ON)
    told = explaining.explain(context(), devedor.id, ON)
    assert told.channel is None
    assert (told.planned.channel, told.planned.state) == ("email", "planned")
    assert [(row.outcome, row.next_step.code) for row in told.titulos] == [("done", "vencido_d5")]
    assert told.titulos[0].next_step_on == DUE_2 + timedelta(days=5)


def test_what_is_owed_comes_with_its_arithmetic():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=date(2026, 11, 10), principal_cents=850_00)
    told = explaining.explain(context(), devedor.id, ON)
    # 850,00 × 2 % = 17,00; 850,00 × 1 % ÷ 30 × 14 = 3,9666 → 3,96 (down: never above the cap); 870,96.
    assert told.total_cents == 870_96
    assert told.titulos[0].arithmetic == (
        "Multa: 850,00 × 2% = 17,00.",
        "Juros: 850,00 × 1% ÷ 30 × 14 dias = 3,96.",
        "Total: 850,00 + 17,00 + 3,96 = 870,96.",
    )


def test_a_refusal_names_the_rule_and_what_would_lift_it():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    builders.make_hold(devedor, kind="death")
    told = explaining.explain(context(), devedor.id, ON)
    row = told.titulos[0]
    assert (row.outcome, row.reason.code) == ("refuse", "CON-DEAD")
    assert row.reason.cites
    assert row.reason.lifts


def test_every_channel_of_the_step_is_told_with_its_own_reason():
    devedor = builders.make_devedor(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    told = explaining.explain(context(), devedor.id, ON)
    assert [(tried.channel, tried.reason.code) for tried in told.channels] == [
        ("email", "POL-SEM-CONTATO"),
        ("whatsapp", "POL-SEM-CONTATO"),
        ("sms", "POL-SEM-CONTATO"),
    ]


def test_a_devedor_outside_the_scope_is_not_found():
    devedor = reachable(builders.make_released_credor())
    other = builders.make_credor()
    with pytest.raises(NotFound):
        explaining.explain(context(Scope({other.id: "owner"})), devedor.id, ON)
    with pytest.raises(NotFound):
        preview.preview(context(Scope({other.id: "owner"})), devedor.credor_id, ON)


def test_in_ensaio_the_preview_counts_what_the_night_would_plan_and_nothing_is_written():
    credor = builders.make_credor()
    first, mute = reachable(credor), builders.make_devedor(credor)
    builders.make_titulo(first, due_on=DUE_2)
    builders.make_titulo(first, due_on=ON)
    builders.make_titulo(mute, due_on=DUE_2)
    shown = preview.preview(context(), credor.id, ON)
    assert (shown.action_count, shown.titulo_count) == (1, 2)
    assert [(row.devedor_id, row.titulos, row.channel) for row in shown.actions] == [(first.id, 2, "email")]
    assert [(row.code, row.titulos) for row in shown.by_step] == [("vence_hoje", 1), ("vencido_d2", 1)]
    assert [(row.code, row.titulos) for row in shown.refused] == [("POL-SEM-CONTATO", 1)]
    assert models.ActionItem.objects.count() == 0


def test_a_day_already_planned_is_told_the_same_on_another_day():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    run.run_night(context(), ON)
    told = explaining.explain(context(), devedor.id, ON + timedelta(days=1))
    assert [(row.outcome, row.written.on) for row in told.titulos] == [("done", ON)]
    assert told.planned is None


# --- a day that is not today ---

FIRST = ON - timedelta(days=12)  # a Thursday


def lived(day) -> Context:
    """That day, at the hour of the night."""
    return Context(Actor("noite"), access.whole_scope(), datetime(day.year, day.month, day.day, 5, tzinfo=UTC))


@pytest.fixture
def person():
    """Known for a month; R$ 850,00 due two days before FIRST."""
    old = builders.NOW - timedelta(days=30)
    devedor = builders.make_devedor(builders.make_released_credor(released_on=FIRST, oldest_days_late=365))
    builders.make_contact(devedor, created_at=old)
    builders.make_titulo(devedor, due_on=FIRST - timedelta(days=2), created_at=old)
    return devedor


def outcome(devedor, day):
    told = explaining.explain(context(), devedor.id, day)
    return [(row.outcome, row.reason.code if row.reason else "") for row in told.titulos]


def test_a_past_day_tells_what_was_written_on_it_though_it_expired(person):
    run.run_night(lived(FIRST), FIRST)
    expire_actions.expire_day(lived(FIRST + timedelta(days=1)), FIRST)
    told = explaining.explain(context(), person.id, FIRST)
    assert (told.moment, told.planned.state, told.channel) == ("past", "expired", None)
    assert told.titulos[0].phrase == "Entrou no plano deste dia, que terminou sem o envio por e-mail."


def test_a_past_day_tells_the_refusal_that_was_written_on_it(person):
    models.Contact.objects.update(wrong_at=builders.NOW - timedelta(days=29))
    run.run_night(lived(FIRST), FIRST)
    models.Contact.objects.update(wrong_at=None)
    assert outcome(person, FIRST) == [("refuse", "POL-SEM-CONTATO")]


def test_a_hold_of_then_lifted_since_is_told_of_its_days_alone(person):
    builders.make_hold(
        person, kind="contestacao", starts_on=FIRST, placed_at=builders.NOW - timedelta(days=12),
        lifted_at=builders.NOW - timedelta(days=9),
    )  # fmt: skip
    assert outcome(person, FIRST) == [("wait", "POL-CONTESTACAO")]
    assert explaining.explain(context(), person.id, FIRST).holds == ("contestacao",)
    assert outcome(person, FIRST + timedelta(days=3)) == [("missed", "")]


def test_a_hold_placed_today_says_nothing_of_yesterday(person):
    builders.make_hold(person, kind="death")
    assert outcome(person, ON)[0][1] == "CON-DEAD"
    assert outcome(person, ON - timedelta(days=1))[0][1] != "CON-DEAD"


def test_what_was_owed_on_a_past_day_counts_the_payments_up_to_it(person):
    titulo = models.Titulo.objects.get()
    register_payment(
        context(), RegisterPayment(devedor_id=person.id, cents=300_00, paid_on=ON - timedelta(days=4), external_key="a")
    )
    register_payment(
        context(), RegisterPayment(devedor_id=person.id, cents=900_00, paid_on=ON - timedelta(days=2), external_key="b")
    )
    before = explaining.explain(context(), person.id, ON - timedelta(days=5))
    between = explaining.explain(context(), person.id, ON - timedelta(days=3))
    # 9 days late: 17,00 + 850,00 × 1% ÷ 30 × 9 = 2,55. On the tenth 300,00 pay 17,00 + 2,83 and 280,17 of principal;
    # a day later 569,83 × 1% ÷ 30 = 0,18.
    assert (before.total_cents, between.total_cents) == (869_55, 570_01)
    assert explaining.explain(context(), person.id, ON - timedelta(days=2)).total_cents == 0
    assert explaining.explain(context(), person.id, ON - timedelta(days=1)).titulos == ()
    assert titulo.id == before.titulos[0].titulo.id


def test_contacts_and_words_on_channels_are_those_of_the_day(person):
    builders.make_consent(person, channel="email", at=builders.NOW - timedelta(days=11))
    models.Contact.objects.update(wrong_at=builders.NOW - timedelta(days=10))
    assert explaining.explain(context(), person.id, FIRST).channels[0].reason is None
    told = explaining.explain(context(), person.id, FIRST + timedelta(days=1))
    assert told.channels[0].reason.code == "POL-OPT-OUT"
    told = explaining.explain(context(), person.id, FIRST + timedelta(days=2))
    assert told.channels[0].reason.phrase == "Não há contato válido para este canal."


def test_a_word_said_before_the_last_one_comes_from_the_journal(person):
    account = builders.make_account()
    builders.make_membership(account, person.credor, "operator")
    set_consent.set_consent(
        builders.context_of(account, builders.NOW - timedelta(days=11)), person.id, "email", granted=False
    )
    set_consent.set_consent(builders.context_of(account), person.id, "email", granted=True)
    told = explaining.explain(context(), person.id, FIRST + timedelta(days=1))
    assert told.channels[0].reason.code == "POL-OPT-OUT"


def test_a_titulo_is_told_as_its_version_of_the_day(person):
    titulo = models.Titulo.objects.get()
    former = {"principal_cents": 700_00, "due_on": (titulo.due_on - timedelta(days=1)).isoformat()}
    models.TituloVersion.objects.create(
        titulo=titulo, credor_id=person.credor_id, version=1, replaced_at=builders.NOW, fields=former
    )
    then = explaining.explain(context(), person.id, FIRST).titulos[0]
    assert (then.titulo.principal_cents, then.days_since_due) == (700_00, 3)


def test_a_past_day_without_a_night_says_so(person):
    told = explaining.explain(context(), person.id, FIRST)
    assert told.titulos[0].phrase == "Cabia neste dia, mas nada foi planejado: a noite deste dia não foi planejada."
    models.Credor.objects.update(released_on=ON)
    told = explaining.explain(context(), person.id, FIRST)
    assert told.titulos[0].phrase == "Cabia neste dia, mas nada foi planejado: o credor estava em ensaio."


def test_a_day_to_come_has_left_the_promises_behind_and_says_what_it_assumes(person):
    models.Titulo.objects.update(due_on=ON - timedelta(days=6))
    builders.make_promise(person, promised_on=ON + timedelta(days=3))
    day = ON + timedelta(days=4)
    told = explaining.explain(context(), person.id, day)
    assert (told.moment, told.channel, told.titulos[0].outcome) == ("future", "email", "plan")
    assert told.titulos[0].phrase == "Entra na mensagem do dia, se nada mudar até lá."
    assert told.notes[1] == "Até lá já terá terminado: promessa de pagamento (até 27/11/2026)."
    assert explaining.explain(context(), person.id, day - timedelta(days=2)).titulos[0].reason.code == "POL-PROMISE"
