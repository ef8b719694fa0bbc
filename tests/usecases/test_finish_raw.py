"""Files kept and never read: one that breaks the reader holds up no other."""

from datetime import timedelta

import pytest

from adimple.store import models
from adimple.usecases import finish_raw as finishing
from tests import builders
from tests.builders import NOW
from tests.usecases import money_in

pytestmark = pytest.mark.django_db


def test_a_file_that_breaks_its_reader_holds_up_no_later_one(monkeypatch, caplog):
    credor = builders.make_credor()
    account = builders.make_account()
    builders.make_membership(account, credor, "manager")
    bad, good = (money_in.make_raw(credor, source="retorno", content=b"x") for _ in range(2))
    models.RawPayload.objects.update(received_at=NOW - timedelta(hours=1))
    read = []

    def reader(ctx, raw_id):
        if raw_id == bad.id:
            raise AssertionError("poison")
        read.append(raw_id)

    monkeypatch.setitem(finishing._READERS, "retorno", reader)
    assert finishing.finish_raw(builders.context_of(account)) == 1
    assert read == [good.id]
    assert f"raw payload {bad.id} could not be read" in caplog.text
