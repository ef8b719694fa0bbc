"""Devoluções that wait: of which credor one is asked next, and how long one holds and alarms."""

from datetime import timedelta

import pytest

from adimple.domain.errors import Refused
from adimple.store import models
from adimple.store.reads import access, pix_refunds
from adimple.usecases import close_credor, review_refund
from tests import builders
from tests import psp as psps
from tests.builders import NOW
from tests.usecases import money_in

pytestmark = pytest.mark.django_db


def waiting(credor, many):
    """Devoluções by a PSP whose secret does not open: asking raises, and nobody is asked."""
    account, raw = psps.make_row(credor, secret_sealed=b"outra"), money_in.make_raw(credor)
    keys = [f"E{number:031d}" for number in range(many)]
    return [psps.make_refund(account, money_in.make_incoming(raw, 100, source_key=key).id) for key in keys]


def owner_of(credor):
    owner = builders.make_account()
    builders.make_membership(owner, credor)
    return builders.context_of(owner)


def test_one_credor_whose_psp_answers_nothing_keeps_no_other_waiting(monkeypatch):
    monkeypatch.setattr(pix_refunds, "AT_ONCE", 4)
    many = waiting(builders.make_credor(name="Muitas"), 5)
    (one,) = waiting(builders.make_credor(name="Uma"), 1)
    asked = pix_refunds.to_ask(access.whole_scope(), NOW)
    assert [row_id for _, row_id in asked] == [many[0].id, one.id, many[1].id, many[2].id]


def test_those_that_could_not_be_asked_come_after_the_others():
    credor = builders.make_credor()
    rows = waiting(credor, 4)
    ctx = owner_of(credor)
    assert review_refund.review_refunds(ctx) == 0  # three failures, and the rest is left
    later = NOW + timedelta(minutes=2)
    again = [row_id for _, row_id in pix_refunds.to_ask(ctx.scope, later)]
    assert again == [rows[3].id, rows[0].id, rows[1].id, rows[2].id]


def test_one_that_nobody_ever_tells_of_holds_its_credor_for_ninety_days():
    credor = builders.make_credor()
    ctx = owner_of(credor)
    (row,) = waiting(credor, 1)
    for state in ("asked", "in_process"):
        models.PixRefund.objects.update(state=state, asked_at=NOW - timedelta(days=90))
        with pytest.raises(Refused, match="está sendo devolvido pelo PSP"):
            close_credor.close_credor(ctx, credor.id, close_credor.CloseCredor())
    models.PixRefund.objects.update(asked_at=NOW - timedelta(days=90, seconds=1))
    assert len(pix_refunds.unanswered(ctx.scope, NOW)) == 1
    close_credor.close_credor(ctx, credor.id, close_credor.CloseCredor())
    assert pix_refunds.unanswered(ctx.scope, NOW) == []
    models.PixRefund.objects.update(asked_at=NOW - timedelta(days=90))
    assert [one.incoming_id for one in pix_refunds.unanswered(ctx.scope, NOW)] == [row.incoming_id]
