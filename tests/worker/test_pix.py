"""The worker takes in what PSPs told, asks what they lost, and one PSP that is away keeps nobody else waiting."""

import json
import threading
import time
from dataclasses import replace

import pytest

from adimple.gateways import pix_bacen
from adimple.gateways.gateway import Fault
from adimple.store import models, sealing
from adimple.store.reads import access
from adimple.usecases import save_psp_account, take_pix
from adimple.usecases.charge_pix import charge_pix
from adimple.worker import pix
from tests import builders
from tests import psp as psps
from tests.builders import ON

pytestmark = pytest.mark.django_db(transaction=True)


def credor_with(psp, **given):
    account, credor = builders.make_account(), builders.make_credor()
    builders.make_membership(account, credor)
    ctx = builders.context_of(account)
    row = psps.make_account(ctx, credor, psp, **given)
    secret, sha256 = save_psp_account.new_hook()
    models.PspAccount.objects.filter(id=row.id).update(hook_sha256=sha256)
    return ctx, credor, row, secret


def test_one_psp_that_is_away_keeps_nobody_else_waiting(psp):
    ctx, credor, _, secret = credor_with(psp)
    nowhere = {"base_url": "https://127.0.0.1:1/v2", "token_url": "https://127.0.0.1:1/token"}
    _, _, away, other = credor_with(psp, pix_key="outra@exemplo.test", **nowhere)
    forged = {"endToEndId": "E" + "1" * 31, "valor": "1.00", "horario": "2026-11-24T13:00:00Z"}
    take_pix.receive_call(ctx, other, json.dumps({"pix": [forged]}).encode())
    charge = charge_pix(ctx, builders.make_titulo(builders.make_devedor(credor)).id)
    told = psp.book.pay_charge(charge.txid, ON, psps.PAYER)
    take_pix.receive_call(ctx, secret, json.dumps({"pix": [told]}).encode())
    resting = {}
    pix.turn(replace(ctx, scope=access.whole_scope()), resting)
    assert models.Payment.objects.count() == 1
    assert resting == {away.id: pix.RESTS}


def test_a_slow_psp_with_many_calls_keeps_nobody_else_waiting(psp, monkeypatch):
    """Each answer takes a moment, and the turn of an account is over by then: one call at a time."""
    ctx, credor, _, secret = credor_with(psp)
    for number in range(3):
        old = {"endToEndId": f"E{number:031d}", "valor": "1.00", "horario": "2026-11-20T13:00:00Z"}
        take_pix.receive_call(ctx, secret, json.dumps({"pix": [old]}).encode())
    other, credor, _, secret = credor_with(psp, pix_key="outra@exemplo.test")
    charge = charge_pix(other, builders.make_titulo(builders.make_devedor(credor)).id)
    told = psp.book.pay_charge(charge.txid, ON, psps.PAYER)
    take_pix.receive_call(other, secret, json.dumps({"pix": [told]}).encode())
    monkeypatch.setattr(pix, "BUDGET_SECONDS", 0)
    everybody = replace(ctx, scope=access.whole_scope())
    for left in (2, 1, 0):
        pix.turn(everybody, {})
        assert models.RawPayload.objects.filter(tried_at=None, done_at=None).count() == left
    assert models.Payment.objects.count() == 1


def test_a_call_whose_pix_the_psp_will_not_look_for_ends_and_keeps_no_other_waiting(psp, monkeypatch):
    ctx, credor, _, secret = credor_with(psp)
    refused = "E" + "X" * 31
    ask = pix_bacen.PixBacen.get_pix

    def get_pix(self, end_to_end_id):
        fault = Fault("psp.refused", "O PSP recusou (HTTP 400).")
        return fault if end_to_end_id == refused else ask(self, end_to_end_id)

    monkeypatch.setattr(pix_bacen.PixBacen, "get_pix", get_pix)
    forged = {"endToEndId": refused, "valor": "1.00", "horario": "2026-11-24T13:00:00Z"}
    call_id = take_pix.receive_call(ctx, secret, json.dumps({"pix": [forged]}).encode())
    charge = charge_pix(ctx, builders.make_titulo(builders.make_devedor(credor)).id)
    told = psp.book.pay_charge(charge.txid, ON, psps.PAYER)
    take_pix.receive_call(ctx, secret, json.dumps({"pix": [told]}).encode())
    everybody, resting = replace(ctx, scope=access.whole_scope()), {}
    pix.turn(everybody, resting)
    assert (models.Payment.objects.count(), resting) == (1, {})
    pix.turn(replace(everybody, now=ctx.now + take_pix.PATIENCE), resting)
    assert "não confirma" in models.RawPayload.objects.get(id=call_id).phrase


def test_a_comparison_finds_what_was_not_told_and_asks_no_more_for_a_while(psp):
    ctx, credor, row, _ = credor_with(psp)
    charge = charge_pix(ctx, builders.make_titulo(builders.make_devedor(credor)).id)
    psp.book.pay_charge(charge.txid, ON, psps.PAYER)
    everybody = replace(ctx, scope=access.whole_scope())
    pix.compare(everybody, {})
    assert models.Payment.objects.count() == 1
    row.refresh_from_db()
    assert row.asked_until == ctx.now
    psp._api.tokens.clear()
    pix.compare(everybody, {})
    assert psp._api.tokens == {}  # nobody asked


def test_a_psp_that_does_not_answer_is_not_asked_at_every_look(psp):
    ctx, _, row, _ = credor_with(psp, secret="errado")
    everybody, resting = replace(ctx, scope=access.whole_scope()), {}
    pix.compare(everybody, resting)
    assert resting == {row.id: pix.COMPARISON_RESTS}
    models.PspAccount.objects.update(secret_sealed=sealing.seal(psp.caller["secret"]))
    pix.compare(everybody, resting)
    row.refresh_from_db()
    assert (row.asked_until, resting) == (None, {row.id: pix.COMPARISON_RESTS - 1})


def test_the_thread_works_until_it_is_told_to_stop(psp, monkeypatch):
    ctx, credor, _, secret = credor_with(psp)
    charge = charge_pix(ctx, builders.make_titulo(builders.make_devedor(credor)).id)
    told = psp.book.pay_charge(charge.txid, ON, psps.PAYER)
    take_pix.receive_call(ctx, secret, json.dumps({"pix": [told]}).encode())
    monkeypatch.setattr(pix, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(pix, "_context", lambda: replace(ctx, scope=access.whole_scope()))
    stop = threading.Event()
    with pix.receiving(stop):
        deadline = time.monotonic() + 10
        while not models.Payment.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    assert models.Payment.objects.get().source == "pix"
