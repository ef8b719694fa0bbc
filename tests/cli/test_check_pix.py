"""What `adimple doctor` says of PSPs."""

from datetime import timedelta

import pytest

from adimple.cli.checks import pix
from adimple.store import models
from tests import builders
from tests import psp as psps
from tests.builders import NOW
from tests.usecases import money_in

pytestmark = pytest.mark.django_db


def diverged(credor, **payload):
    told = {"psp_account_id": 1, "untold": 0, "cents": 0, "unknown": 0} | payload
    models.Event.objects.create(name="pix.diverged", at=NOW, credor=credor, actor="pix", payload=told)


def test_without_any_psp_all_is_well():
    assert [pix.silence(NOW).state, pix.divergences(NOW).state] == ["ok", "ok"]


def test_a_psp_that_worked_and_is_not_compared_is_a_problem():
    row = psps.make_row(builders.make_credor(name="Colégio Exemplo"))
    result = pix.silence(NOW)
    assert (result.state, result.count) == ("problem", 1)
    assert "Colégio Exemplo, desde 23/11/2026 10h00" in result.phrase
    models.PspAccount.objects.filter(id=row.id).update(asked_until=NOW - timedelta(hours=1))
    assert pix.silence(NOW).state == "ok"


def test_a_psp_never_tried_is_no_problem():
    psps.make_row(builders.make_credor(), tested_at=None)
    assert pix.silence(NOW).state == "ok"


def test_a_devolucao_without_an_end_for_a_day_is_a_problem():
    credor = builders.make_credor(name="Colégio Exemplo")
    row = money_in.make_incoming(money_in.make_raw(credor))
    psps.make_refund(psps.make_row(credor), row.id, asked_at=NOW - timedelta(days=1))
    assert pix.refunds(NOW).state == "ok"  # asked a day ago, to the second
    late = pix.refunds(NOW + timedelta(seconds=1))
    assert (late.state, f"Colégio Exemplo, recebimento {row.id}" in late.phrase) == ("problem", True)
    models.PixRefund.objects.update(state="in_process")
    assert pix.refunds(NOW + timedelta(seconds=1)).state == "problem"  # on its way, for longer than a Pix takes
    models.PixRefund.objects.update(state="returned")
    assert pix.refunds(NOW + timedelta(seconds=1)).state == "ok"


def test_what_was_told_late_is_a_note_and_what_the_psp_does_not_know_a_problem():
    credor = builders.make_credor(name="Colégio Exemplo")
    diverged(credor, untold=2, cents=30_00)
    late = pix.divergences(NOW)
    assert (late.state, "2, R$ 30,00 (Colégio Exemplo)" in late.phrase) == ("note", True)
    diverged(credor, unknown=1)
    assert pix.divergences(NOW).state == "problem"
    assert pix.divergences(NOW + timedelta(days=8)).state == "ok"


def test_what_the_psp_said_nothing_about_is_told_and_is_no_problem():
    told = [["E1", NOW.isoformat()], ["E2", NOW.isoformat()]]
    psps.make_row(builders.make_credor(name="Colégio Exemplo"), asked_until=NOW, unanswered=told)
    result = pix.divergences(NOW)
    assert (result.state, "Sobre 2 Pix o PSP não respondeu (Colégio Exemplo)" in result.phrase) == ("ok", True)
    psps.make_row(builders.make_credor(), asked_until=NOW)
    assert "Sobre 2 Pix" in pix.divergences(NOW).phrase
