"""A demonstration made before the working day: nothing in it has yet to happen."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import override_settings

from adimple.cli.demo import building
from adimple.sandbox import inbox
from adimple.store import models

STAMPS = (
    ("dispatch", "started_at"), ("dispatch", "settled_at"), ("receipt", "at"), ("event", "at"), ("payment", "paid_on"),
    ("payment", "registered_at"), ("hold", "placed_at"), ("task", "outcome_at"), ("cycle_run", "started_at"),
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("now", "last_day", "nights"),
    [
        (datetime(2026, 11, 24, 4, 55, tzinfo=UTC), date(2026, 11, 23), 3),  # 01h55 in São Paulo: before the night
        (datetime(2026, 11, 24, 11, 0, tzinfo=UTC), date(2026, 11, 23), 4),  # 08h00: tonight is planned, nothing left
        (datetime(2026, 11, 24, 14, 30, tzinfo=UTC), date(2026, 11, 24), 3),  # 11h30: the morning is lived
    ],
)
def test_nothing_is_dated_after_the_hour_it_was_made(now, last_day, nights, tmp_path):
    with (
        inbox.start_sandbox(tmp_path / "mail", smtp_port=0, web_port=0) as sandbox,
        override_settings(SANDBOX_SMTP_PORT=sandbox.smtp_port),
    ):
        portfolio = building.build(now, tmp_path / "demo", sandbox.mailbox, days=4, titulos=60)
    assert portfolio.end == last_day
    assert len(set(models.CycleRun.objects.values_list("on", flat=True))) == nights
    with connection.cursor() as cursor:
        for table, column in STAMPS:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} > %s", [now])
            assert cursor.fetchone() == (0,), (table, column)
