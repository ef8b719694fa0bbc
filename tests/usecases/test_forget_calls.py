"""Calls of a PSP that nobody confirmed lose their content after ninety days; what a receipt came from keeps it."""

from datetime import timedelta

import pytest

from adimple.store import models
from adimple.usecases import forget_calls
from tests import builders
from tests.builders import NOW
from tests.usecases import money_in

pytestmark = pytest.mark.django_db
OLD = NOW - forget_calls.KEPT - timedelta(seconds=1)


def call(credor, source="pix", phrase="O PSP não confirma este Pix: nada foi gravado.", done_at=OLD):
    raw = money_in.make_raw(credor, source, b'{"pix": []}')
    models.RawPayload.objects.filter(id=raw.id).update(phrase=phrase, done_at=done_at)
    return raw


def test_only_what_was_refused_that_long_ago_and_is_nobody_s_proof_goes(monkeypatch):
    monkeypatch.setattr(forget_calls, "BATCH", 2)
    credor = builders.make_credor()
    gone = {call(credor).id for _ in range(2)} | {call(credor, phrase="").id}  # told again, and no receipt of its own
    kept = {
        call(credor, done_at=NOW - forget_calls.KEPT).id,
        call(credor, done_at=None).id,  # it waits
        call(credor, source="retorno").id,
    }
    for phrase in ("", "O PSP não confirma este Pix: nada foi gravado."):  # a part of it was taken in
        proof = call(credor, phrase=phrase)
        money_in.make_incoming(proof, source_key=f"E{proof.id:031d}")
    owner = builders.make_account()
    builders.make_membership(owner, credor)
    ctx = builders.context_of(owner)
    assert [forget_calls.forget_calls(ctx) for _ in range(3)] == [2, 1, 0]
    blank = {row.id for row in models.RawPayload.objects.all() if not bytes(row.content)}
    assert blank == gone
    assert len(kept) == 3
    assert models.RawPayload.objects.count() == 8  # the rows stay, with what the octets were
