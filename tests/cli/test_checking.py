"""`adimple doctor`: a ledger made by our own use-cases is clean; each thing broken by hand is told."""

import json
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from adimple.cli import checking
from adimple.store import models
from adimple.usecases.mark_installation import mark_installation
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.cli.running import adimple, wait_until
from tests.usecases import money_in

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def ids(database_url):
    """A ledger with history: a título part paid late twice, one settled late, one untouched, one of another devedor."""
    mark_installation(builders.NOW)
    credor = builders.make_credor()
    devedor, other = builders.make_devedor(credor), builders.make_devedor(credor)
    titulos = {
        "part_paid": builders.make_titulo(devedor, due_on=date(2026, 9, 10), principal_cents=1_000_00),
        "paid": builders.make_titulo(devedor, due_on=date(2026, 10, 13), principal_cents=500_00),
        "untouched": builders.make_titulo(devedor),
        "other": builders.make_titulo(other, due_on=date(2026, 9, 10), principal_cents=700_00),
    }
    account = builders.make_account()
    builders.make_membership(account, credor)
    ctx, made = builders.context_of(account), {}

    def pay(name: str, cents: int, day: date, titulo: str) -> None:
        devedor_id = titulos[titulo].devedor_id
        command = RegisterPayment(
            devedor_id=devedor_id, cents=cents, paid_on=day, external_key=name, titulo_ids=(titulos[titulo].id,)
        )
        made[name] = register_payment(ctx, command).payment_id

    pay("first", 300_00, date(2026, 10, 1), "part_paid")
    pay("second", 200_00, date(2026, 11, 3), "part_paid")
    pay("mistaken", 50_00, date(2026, 11, 4), "part_paid")
    undo_payment(ctx, made["mistaken"], "era de outra pessoa")
    pay("settling", 600_00, date(2026, 11, 5), "paid")  # more than is owed: a leftover
    pay("of_other", 100_00, date(2026, 11, 5), "other")
    return {"credor": credor.id, "devedor": devedor.id, "stranger": other.id, **made} | {
        name: titulo.id for name, titulo in titulos.items()
    }


def run_sql(statement: str, values=None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def planned(ids, **given) -> models.Action:
    """An action over a título of its own."""
    devedor = models.Devedor.objects.get(id=ids["devedor"])
    action = builders.make_action(devedor, **given)
    builders.make_item(action, builders.make_titulo(devedor))
    return action


def problems() -> dict[str, tuple[int, tuple[str, ...]]]:
    """Code → (how many, which)."""
    return {
        result.code: (result.count, result.examples)
        for result in checking.examine(builders.NOW)
        if result.state == "problem"
    }


def test_a_ledger_that_only_our_use_cases_wrote_is_clean(ids):
    results = checking.examine(builders.NOW)

    assert [result for result in results if result.state == "problem"] == []
    assert len(results) == 36
    assert models.Imputacao.objects.filter(replaced_at__isnull=True).count() == 4
    assert models.Payment.objects.get(external_key="settling").leftover_cents > 0


LEDGER_HARMS = [
    ("UPDATE payment SET amount_cents = amount_cents + 1 WHERE id = %(first)s", {"ledger.payments": "first"}),
    ("UPDATE payment SET leftover_cents = leftover_cents - 1 WHERE id = %(settling)s", {"ledger.payments": "settling"}),
    ("UPDATE payment SET undone_at = now() WHERE id = %(second)s", {"ledger.payments": "second"}),
    ("UPDATE payment SET undone_at = NULL WHERE id = %(mistaken)s", {"ledger.payments": "mistaken"}),
    (
        "UPDATE imputacao SET juros_cents = juros_cents - 1, principal_cents = principal_cents + 1 "
        "WHERE payment_id = %(first)s",
        {"ledger.amounts": "part_paid"},
    ),
    (
        "UPDATE imputacao SET principal_left_cents = principal_left_cents + 1 WHERE payment_id = %(second)s",
        {"ledger.amounts": "part_paid"},
    ),
    (
        "UPDATE imputacao SET juros_from_on = juros_from_on - 1 WHERE payment_id = %(second)s",
        {"ledger.amounts": "part_paid"},
    ),
    ("UPDATE imputacao SET multa_charged = false WHERE payment_id = %(first)s", {"ledger.amounts": "part_paid"}),
    ("UPDATE titulo SET principal_cents = principal_cents + 100 WHERE id = %(paid)s", {"ledger.amounts": "paid"}),
    ("UPDATE titulo SET due_on = due_on - 1 WHERE id = %(other)s", {"ledger.amounts": "other"}),
    ("UPDATE imputacao SET is_current = false WHERE payment_id = %(second)s", {"ledger.current": "part_paid"}),
    (
        "UPDATE imputacao SET is_current = false WHERE payment_id = %(second)s; "
        "UPDATE imputacao SET is_current = true WHERE payment_id = %(first)s",
        {"ledger.current": "part_paid"},
    ),
    (
        "DELETE FROM imputacao WHERE payment_id = %(second)s",
        {"ledger.payments": "second", "ledger.current": "part_paid"},
    ),
    ("UPDATE titulo SET closed_on = NULL, closed_reason = '' WHERE id = %(paid)s", {"ledger.closed": "paid"}),
    (
        "UPDATE titulo SET closed_on = '2026-11-05', closed_reason = 'paid' WHERE id = %(untouched)s",
        {"ledger.closed": "untouched"},
    ),
    ("UPDATE titulo SET closed_on = closed_on + 1 WHERE id = %(paid)s", {"ledger.closed": "paid"}),
]


@pytest.mark.parametrize(("harm", "told"), LEDGER_HARMS)
def test_a_ledger_changed_by_hand_is_told_with_its_number(ids, harm, told):
    """What its receipts say of it is told too, elsewhere."""
    run_sql(harm, ids)

    found = {code: rows for code, rows in problems().items() if not code.startswith("incoming.")}
    assert found == {code: (1, (str(ids[name]),)) for code, name in told.items()}


def test_a_baixa_is_closed_whatever_is_owed(ids):
    run_sql("UPDATE titulo SET closed_on = '2026-11-05', closed_reason = 'baixa' WHERE id = %(untouched)s", ids)

    assert problems() == {}


def test_a_policy_that_came_later_does_not_rewrite_a_receipt(ids):
    credor = models.Credor.objects.get(id=ids["credor"])
    builders.make_policy(credor, effective_on=date(2026, 1, 1), multa_ppb=0, juros_ppb_month=0)

    assert problems() == {}


def test_two_current_rows_are_told_even_where_the_constraint_is_gone(ids):
    run_sql("DROP INDEX imputacao_current_once")
    try:
        run_sql("UPDATE imputacao SET is_current = true WHERE payment_id = %(first)s", ids)
        assert problems() == {
            "ledger.current": (1, (str(ids["part_paid"]),)),
            "guards": (1, ("imputacao_current_once",)),
        }
    finally:
        run_sql("UPDATE imputacao SET is_current = false WHERE payment_id = %(first)s", ids)
        run_sql("CREATE UNIQUE INDEX imputacao_current_once ON imputacao (titulo_id) WHERE is_current")


def test_a_payment_of_one_laid_on_the_titulo_of_another_is_told(ids):
    run_sql("UPDATE payment SET devedor_id = %(stranger)s WHERE id = %(settling)s", ids)
    row = models.Imputacao.objects.get(payment_id=ids["settling"])

    assert problems() == {"ledger.crossed": (1, (str(row.id),))}


def test_a_titulo_of_another_credor_is_told(ids):
    foreign = builders.make_credor()
    run_sql("UPDATE titulo SET credor_id = %s WHERE id = %s", [foreign.id, ids["untouched"]])

    assert problems() == {"ledger.foreign": (1, (f"titulo.devedor_id {ids['untouched']}",))}


def test_a_receipt_matched_with_other_cents_than_its_payment_is_told(ids):
    payment = models.Payment.objects.get(id=ids["settling"])
    raw = money_in.make_raw(payment.credor)
    run_sql("DELETE FROM incoming WHERE payment_id = %(settling)s", ids)
    run_sql("UPDATE payment SET source = 'pix' WHERE id = %(settling)s", ids)
    one = money_in.make_incoming(raw, payment.amount_cents, state="matched", payment=payment)
    assert problems() == {}
    run_sql("UPDATE incoming SET cents = cents + 1 WHERE id = %s", [one.id])
    assert problems() == {"incoming.matched": (1, (str(one.id),))}


def test_a_payment_of_a_bank_that_no_receipt_knows_is_told(ids):
    run_sql("DELETE FROM incoming WHERE payment_id = %(settling)s", ids)
    run_sql("UPDATE payment SET source = 'retorno' WHERE id = %(settling)s", ids)
    assert problems() == {"incoming.payments": (1, (str(ids["settling"]),))}


def test_a_receipt_set_aside_for_a_payment_of_other_cents_is_told(ids):
    payment = models.Payment.objects.get(id=ids["settling"])
    raw = money_in.make_raw(payment.credor)
    one = money_in.make_incoming(raw, payment.amount_cents, state="set_aside", same_payment=payment)
    assert problems() == {}
    run_sql("UPDATE incoming SET cents = cents + 1 WHERE id = %s", [one.id])
    assert problems() == {"incoming.same": (1, (str(one.id),))}


def test_a_reversal_that_does_not_add_up_is_told(ids):
    raw = money_in.make_raw(models.Payment.objects.get(id=ids["settling"]).credor)
    one = money_in.make_incoming(raw, 100, returned_cents=40)
    assert problems() == {"incoming.returned": (1, (str(one.id),))}


def test_a_reversal_that_met_the_receipt_of_another_credor_is_told(ids):
    credor = models.Payment.objects.get(id=ids["settling"]).credor
    raw, other = money_in.make_raw(credor), money_in.make_raw(builders.make_credor(slug="outro"))
    own = money_in.make_incoming(raw, 100)
    on = money_in.make_incoming(money_in.make_raw(credor, source="ofx"), 500, source="ofx", returned_cents=100)
    reversal = models.Reversal.objects.create(
        credor=credor, source="pix", source_key="D1", of_key=own.source_key, raw_payload=raw, cents=100,
        on=money_in.PAID_ON, incoming=on, met=own, settled_by="Ana Exemplo", received_at=builders.NOW,
    )  # fmt: skip
    assert problems() == {}
    foreign = money_in.make_incoming(other, 100, source_key="E9")
    run_sql("UPDATE reversal SET met_id = %s, of_key = 'E9' WHERE id = %s", [foreign.id, reversal.id])
    assert problems() == {"incoming.met": (1, (str(reversal.id),))}
    run_sql("UPDATE reversal SET met_id = %s WHERE id = %s", [own.id, reversal.id])
    assert problems() == {"incoming.met": (1, (str(reversal.id),))}


def test_a_line_of_money_of_a_retorno_that_became_nothing_is_told(ids):
    credor = models.Payment.objects.get(id=ids["settling"]).credor
    retorno = money_in.make_retorno(credor, money_in.make_convenio(credor), released_at=builders.NOW)
    line = models.Ocorrencia.objects.create(retorno=retorno, credor=credor, line=9, meaning="paid", paid_cents=100)
    assert problems() == {"incoming.lines": (1, (str(line.id),))}


def test_a_line_of_a_retorno_of_another_credor_and_one_of_a_receipt_that_is_not_there_are_told(ids):
    credor = models.Payment.objects.get(id=ids["settling"]).credor
    other = builders.make_credor(slug="outro")
    retorno = money_in.make_retorno(credor, money_in.make_convenio(credor), released_at=builders.NOW)
    line = models.Ocorrencia.objects.create(
        retorno=retorno, credor=other, line=9, meaning="paid", paid_cents=100, incoming_id=987654
    )
    told = {"ledger.foreign": (1, (f"ocorrencia.retorno_id {line.id}",))}
    assert problems() == told | {"rows.orphans": (1, (f"ocorrencia.incoming_id {line.id}",))}


def test_a_line_of_a_retorno_that_names_the_receipt_of_other_money_is_told(ids):
    credor = models.Payment.objects.get(id=ids["settling"]).credor
    retorno = money_in.make_retorno(credor, money_in.make_convenio(credor), released_at=builders.NOW)
    receipt = money_in.make_incoming(retorno.raw_payload, 100, source="retorno")
    line = models.Ocorrencia.objects.create(
        retorno=retorno, credor=credor, line=9, meaning="paid", paid_cents=101, incoming=receipt
    )
    assert problems() == {"incoming.lines": (1, (str(line.id),))}


def test_rows_that_point_at_nothing_are_told_by_table_and_column(ids):
    action = planned(ids)
    run_sql("UPDATE action SET contact_id = 987654 WHERE id = %s", [action.id])
    item = models.ActionItem.objects.create(
        action=None, credor_id=ids["credor"], devedor_id=ids["devedor"], titulo_id=987654, on=builders.ON,
        due_on=builders.ON, step_code="vencido_d10", regua_version=1, blocked_by="POL-X",
    )  # fmt: skip

    assert problems() == {"rows.orphans": (2, (f"action.contact_id {action.id}", f"action_item.titulo_id {item.id}"))}


def test_a_queue_that_nobody_tends_is_told(ids):
    stuck = planned(ids, state="leased", leased_until=LONG_AGO)
    past = planned(ids, on=builders.ON - timedelta(days=1))
    half = builders.make_dispatch(
        planned(ids, on=builders.ON + timedelta(days=1)),
        status="sending", settled_at=None, started_at=builders.NOW - timedelta(minutes=11),
    )  # fmt: skip
    builders.make_dispatch(
        planned(ids, on=builders.ON + timedelta(days=2)),
        status="sending", settled_at=None, started_at=builders.NOW - timedelta(minutes=9),
    )  # fmt: skip

    assert problems() == {
        "queue.leases": (1, (str(stuck.id),)),
        "queue.expired": (1, (str(past.id),)),
        "queue.sending": (1, (str(half.id),)),
    }


def test_a_worker_is_missed_where_the_rest_is_on_and_credores_wait_for_it(ids, database_url):
    with psycopg.connect(database_url):  # a console, say
        assert "worker" not in problems()

        run_sql("UPDATE credor SET released_at = now(), released_on = current_date")
        assert problems() == {"worker": (1, ())}

        models.Heartbeat.objects.create(process="envios", beat_at=builders.NOW - timedelta(minutes=2))
        assert problems() == {"worker": (1, ())}

        models.Heartbeat.objects.update(beat_at=builders.NOW - timedelta(seconds=20))
        assert problems() == {}

    models.Heartbeat.objects.all().delete()
    wait_until(lambda: problems() == {})  # an installation that is off is not ill


@pytest.mark.parametrize("failed", ["A noite de hoje falhou", "O fechamento das promessas falhou"])
def test_what_of_the_day_failed_is_told_while_the_worker_is_alive(ids, failed):
    said = f"{failed}. Tentamos de novo em alguns minutos; o motivo está no registro dos envios."
    beat = models.Heartbeat.objects.create(process="envios", beat_at=builders.NOW, said=f"{said} Em dia")
    assert set(problems()) == {"worker"}
    models.Heartbeat.objects.filter(pk=beat.pk).update(said="Em dia")
    assert problems() == {}


def test_messages_that_should_have_left_are_a_problem_even_where_all_is_off(ids):
    run_sql("UPDATE credor SET released_at = now(), released_on = current_date")
    action = planned(ids, due_at=builders.NOW)
    assert problems() == {}

    run_sql("UPDATE action SET due_at = due_at - interval '16 minutes' WHERE id = %s", [action.id])
    assert problems() == {"worker": (1, ())}

    run_sql("UPDATE credor SET stopped_at = now()")
    assert problems() == {}


@pytest.mark.parametrize("table", ["event", "receipt", "titulo_version", "promise_outcome", "dispatch"])
def test_a_journal_that_may_be_edited_is_told(ids, table):
    run_sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
    try:
        assert problems() == {"journal": (1, (table,))}
    finally:
        run_sql(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only")


def test_another_key_and_no_key_are_told(ids):
    models.Installation.objects.update(key_fingerprint="0badc0de")
    assert list(problems()) == ["key"]

    models.Installation.objects.all().delete()
    assert list(problems()) == ["key"]


def test_a_database_of_another_version_is_told_before_anything_is_asked_of_it(ids):
    run_sql("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_of_the_future', now())")
    try:
        assert [(result.code, result.state) for result in checking.examine(builders.NOW)] == [
            ("schema", "problem"),
            ("disk", "ok"),
        ]
    finally:
        run_sql("DELETE FROM django_migrations WHERE name = '9999_of_the_future'")


def test_the_command_exits_0_when_all_is_well_and_1_with_a_way_out_when_not(ids, database_url):
    well = adimple(settings.DATA_DIR, "doctor", DATABASE_URL=database_url)
    run_sql("UPDATE titulo SET closed_on = NULL, closed_reason = '' WHERE id = %(paid)s", ids)
    ill = adimple(settings.DATA_DIR, "doctor", DATABASE_URL=database_url)
    told = adimple(settings.DATA_DIR, "doctor", "--json", DATABASE_URL=database_url)

    assert (well.returncode, well.stdout.splitlines()[-1]) == (0, "Tudo certo.")
    assert (ill.returncode, ill.stdout.splitlines()[-1]) == (1, "1 problema.")
    assert (
        f"✗ Títulos fechados que ainda devem, abertos que nada devem, ou fechados em outro dia: 1 (nº {ids['paid']})."
    )
    assert "  → Em Pagamentos, desfaça e registre de novo" in ill.stdout
    answer = json.loads(told.stdout)
    assert (told.returncode, answer["ok"]) == (1, False)
    assert [check["code"] for check in answer["checks"] if check["state"] == "problem"] == ["ledger.closed"]
