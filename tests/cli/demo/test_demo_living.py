"""A small demonstration, lived whole: afterwards the ledger is whole and nobody was bothered twice."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from adimple.cli.demo import building, staging, summary
from adimple.cli.demo.portfolio import Portfolio
from adimple.sandbox import inbox
from adimple.store import models
from adimple.store.reads import access
from tests import cleaning

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, noon in São Paulo
TITULOS, DAYS = 200, 10


@dataclass(frozen=True)
class Lived:
    portfolio: Portfolio
    folder: Path


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker, tmp_path_factory):
    """Lived once for the whole file; the database is emptied at its end, as after any transactional test."""
    folder = tmp_path_factory.mktemp("lived")
    with (
        django_db_blocker.unblock(),
        inbox.start_sandbox(folder / "mail", smtp_port=0, web_port=0) as sandbox,
        override_settings(SANDBOX_SMTP_PORT=sandbox.smtp_port),
    ):
        try:
            portfolio = building.build(NOW, folder / "demo", sandbox.mailbox, days=DAYS, titulos=TITULOS)
            yield Lived(portfolio, folder / "demo")
        finally:
            cleaning.clean()


def ask(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_titulo_exported_is_there_but_the_rows_that_had_to_be_rejected(lived):
    assert models.Titulo.objects.count() == TITULOS
    assert models.RejectionRow.objects.count() == 14  # 5 of the school, 5 of the gym, 4 of the distributor
    assert sorted(path.name for path in lived.folder.iterdir()) == [
        "academia-modelo_contas-a-receber_2026-11-15.csv",
        "colegio-exemplo_contas-a-receber_2026-11-15.csv",
        "distribuidora-ficticia_contas-a-receber_2026-11-15.csv",
    ]


def test_every_cent_of_every_payment_is_laid_on_a_titulo_or_kept_as_a_credit(lived):
    assert models.Payment.objects.count() >= 20
    broken = ask(
        """
        SELECT p.id FROM payment p LEFT JOIN imputacao i ON i.payment_id = p.id AND i.replaced_at IS NULL
        WHERE p.undone_at IS NULL GROUP BY p.id
        HAVING p.amount_cents <> p.leftover_cents
            + COALESCE(sum(i.principal_cents + i.juros_cents + i.multa_cents + i.correcao_cents), 0)
        """
    )
    assert broken == []


def test_nobody_got_two_messages_in_a_day_whatever_the_credor(lived):
    twice = ask(
        """
        SELECT person_key FROM action WHERE state IN ('sent', 'uncertain')
        GROUP BY person_key, "on" HAVING count(*) > 1
        """
    )
    assert twice == []


def test_no_step_of_a_titulo_happened_twice(lived):
    twice = ask(
        """
        SELECT titulo_id FROM action_item WHERE blocked_by IS NULL AND expired_on IS NULL
        GROUP BY titulo_id, due_on, step_code HAVING count(*) > 1
        """
    )
    assert twice == []


def test_nothing_is_left_in_the_air(lived):
    assert ask("SELECT id FROM action WHERE state = 'leased'") == []
    assert ask("SELECT id FROM dispatch WHERE status = 'sending'") == []
    assert ask("""SELECT id FROM action WHERE state IN ('planned', 'task') AND "on" < '2026-11-24'""") == []


def test_the_gym_stays_in_ensaio_and_nothing_of_it_is_planned(lived):
    gym = models.Credor.objects.get(slug="academia-modelo")
    assert gym.released_at is None
    assert not models.Action.objects.filter(credor=gym).exists()
    assert models.Credor.objects.filter(released_at__isnull=False).count() == 2


def test_the_last_day_is_half_lived_so_that_every_page_has_something(lived):
    states = {state for (state,) in ask("SELECT DISTINCT state FROM action WHERE \"on\" = '2026-11-24'")}
    assert {"sent", "planned"} <= states
    roles = models.Membership.objects.values_list("account__email", "role").distinct()
    assert set(roles) == {
        (staging.OWNER, "owner"),
        ("manager@exemplo.test", "manager"),
        ("operator@exemplo.test", "operator"),
        ("auditor@exemplo.test", "auditor"),
    }


def test_the_summary_tells_what_is_in_the_database(lived):
    rows = {
        row.name: row for row in summary.summarise(access.whole_scope(), lived.portfolio.start, lived.portfolio.end)
    }
    school = rows["Colégio Exemplo"]
    # 32 % of 200
    assert (school.titulos, school.sending) == (64, "liberados")
    assert school.messages == models.Action.objects.filter(credor__slug="colegio-exemplo", state="sent").count()
    assert school.open == models.Titulo.objects.filter(credor__slug="colegio-exemplo", closed_on=None).count()
    assert rows["Academia Modelo"].sending == "em ensaio"
    assert rows["Academia Modelo"].messages == 0
