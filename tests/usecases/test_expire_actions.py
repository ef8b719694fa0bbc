"""The end of a day."""

from datetime import timedelta

import pytest

from adimple.cycle import run
from adimple.store import models
from adimple.usecases.expire_actions import expire_day
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import later, machine, make_due

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_nobody_sent_or_did_expires_and_the_rest_stays():
    credor = builders.make_released_credor()
    states = ("planned", "task", "sent", "done", "refused", "failed", "uncertain")
    actions = {state: make_due(builders.make_devedor(credor), state=state) for state in states}
    task = builders.make_task(actions["task"].devedor, action=actions["task"])
    asked = builders.make_task(actions["sent"].devedor)
    tomorrow = make_due(builders.make_devedor(credor), on=ON + timedelta(days=1))
    assert expire_day(machine(), ON) == 2
    found = {state: models.Action.objects.get(id=action.id).state for state, action in actions.items()}
    assert found == {state: "expired" if state in ("planned", "task") else state for state in states}
    task.refresh_from_db()
    asked.refresh_from_db()
    tomorrow.refresh_from_db()
    assert (task.outcome, task.outcome_at, asked.outcome, tomorrow.state) == ("expired", NOW, "", "planned")
    event = models.Event.objects.get()
    assert (event.credor_id, event.payload["actions"], event.payload["items"]) == (credor.id, 2, 2)


def test_expiring_twice_is_free():
    make_due()
    assert expire_day(machine(), ON) == 1
    assert expire_day(machine(), ON) == 0
    assert models.Event.objects.count() == 1


def test_a_message_that_may_be_leaving_does_not_expire():
    action = make_due(state="leased", leased_until=NOW - timedelta(days=3650))
    builders.make_dispatch(action, status="sending")
    assert expire_day(machine(), ON) == 0


def test_an_expired_step_is_planned_again_the_next_night():
    devedor = builders.make_devedor(builders.make_released_credor())
    builders.make_contact(devedor)
    builders.make_titulo(devedor)
    run.run_night(machine(), ON)
    expire_day(machine(), ON)
    ctx = later(hours=16)
    run.run_night(ctx, ctx.on)
    # Due on 10/11: on the 24th and on the 25th (D+15) two different steps; the first expired, so nothing repeats.
    assert list(models.Action.objects.order_by("on").values_list("state", "step_code")) == [
        ("expired", "vencido_d10"),
        ("planned", "vencido_d15"),
    ]
    assert models.ActionItem.objects.filter(expired_on=ON).count() == 1
