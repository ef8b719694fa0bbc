"""A Pix told by the PSP is paid in once, however often, in whatever order and by whomever it is told."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from adimple.domain.errors import NotFound, Refused
from adimple.store import models
from adimple.usecases import match_incoming, reconcile_pix, save_psp_account, take_ofx, take_pix
from adimple.usecases.charge_pix import charge_pix
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON
from tests.files import test_ofx

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(psp):
    """A credor with a PSP whose calls go to `secret`, its owner's context."""
    account, credor = builders.make_account(), builders.make_credor(city="São Paulo")
    builders.make_membership(account, credor)
    ctx = builders.context_of(account)
    row = psps.make_account(ctx, credor, psp)
    secret, sha256 = save_psp_account.new_hook()
    models.PspAccount.objects.filter(id=row.id).update(hook_sha256=sha256, created_at=NOW - timedelta(days=2))
    return psp, ctx, credor, row, secret


def titulo_of(credor, **given):
    return builders.make_titulo(builders.make_devedor(credor), **given)


def paid_charge(world, **given):
    """A título with a Pix, paid at the PSP; what the PSP tells of it."""
    psp, ctx, credor, *_ = world
    titulo = titulo_of(credor, **given)
    charge = charge_pix(ctx, titulo.id)
    return titulo, psp.book.pay_charge(charge.txid, ON, psps.PAYER)


def call(world, *told):
    """The PSP calls."""
    _, ctx, _, _, secret = world
    return take_pix.receive_call(ctx, secret, json.dumps({"pix": list(told)}).encode())


def work(world, **given):
    _, ctx, _, row, _ = world
    return take_pix.take_calls(replace(ctx, **given), row.id)


def test_a_pix_of_a_charge_pays_its_titulo(world):
    titulo, told = paid_charge(world)
    call(world, told)
    assert work(world) == take_pix.Worked(1, "")
    payment = models.Payment.objects.get()
    # 850,00 + multa 17,00 + juros of fourteen days 3,96
    assert (payment.amount_cents, payment.paid_on, payment.source) == (870_96, ON, "pix")
    titulo.refresh_from_db()
    assert (titulo.closed_on, titulo.closed_reason) == (ON, "paid")
    incoming = models.Incoming.objects.get()
    assert (incoming.source_key, incoming.state, incoming.payer_document) == (
        told["endToEndId"],
        "matched",
        "52998224725",
    )
    assert models.PixCharge.objects.get().state == "paid"


def test_the_call_is_kept_as_it_came_before_anybody_reads_it(world):
    _, told = paid_charge(world)
    raw = models.RawPayload.objects.get(id=call(world, told))
    assert json.loads(bytes(raw.content)) == {"pix": [told]}
    assert (raw.done_at, models.Incoming.objects.count()) == (None, 0)


def test_an_address_that_is_nobodys_is_not_found(world):
    _, ctx, *_ = world
    with pytest.raises(NotFound):
        take_pix.receive_call(ctx, "outro", b"{}")
    assert not models.RawPayload.objects.exists()


@pytest.mark.parametrize("octets", [b"", b"[]", b'{"pix": 1}', b'{"pix": [{}]}', b"\xff", b"[" * 100_000])
def test_what_is_no_call_is_kept_told_and_moves_nothing(world, octets):
    _, ctx, _, _, secret = world
    take_pix.receive_call(ctx, secret, octets)
    work(world)
    raw = models.RawPayload.objects.get()
    assert (raw.done_at, "nada foi gravado" in raw.phrase) == (NOW, True)
    assert not models.Incoming.objects.exists()
    assert models.Event.objects.filter(name="raw_payload.refused").count() == 1


def test_a_pix_that_the_psp_does_not_confirm_moves_nothing(world):
    forged = {"endToEndId": "E" + "9" * 31, "txid": "x" * 32, "valor": "870.96", "horario": "2026-11-24T13:00:00Z"}
    call(world, forged)
    assert work(world).done == 0  # the PSP may find it in a moment
    assert work(world, now=NOW + timedelta(hours=2)).done == 1
    assert not models.Incoming.objects.exists()
    assert "não confirma" in models.RawPayload.objects.get().phrase


def test_calls_that_cannot_be_confirmed_keep_no_later_one_waiting(world, monkeypatch):
    monkeypatch.setattr(take_pix, "AT_ONCE", 2)
    for number in range(2):
        call(world, {"endToEndId": f"E{number:031d}", "valor": "1.00", "horario": "2026-11-24T13:00:00Z"})
    _, told = paid_charge(world)
    call(world, told)
    assert work(world) == take_pix.Worked(0, "")
    assert work(world) == take_pix.Worked(1, "")
    assert models.Payment.objects.get().amount_cents == 870_96


def test_one_call_that_cannot_be_taken_in_holds_up_no_other_and_is_tried_again(world):
    """The database refuses the receipt of the first: the second enters, and so does the first once it may."""
    bad, good = paid_charge(world)[1], paid_charge(world)[1]
    call(world, bad)
    call(world, good)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE incoming ADD CONSTRAINT of_test CHECK (source_key <> '{bad['endToEndId']}')")
        try:
            assert work(world) == take_pix.Worked(1, "")
        finally:
            cursor.execute("ALTER TABLE incoming DROP CONSTRAINT of_test")
    assert list(models.Incoming.objects.values_list("source_key", flat=True)) == [good["endToEndId"]]
    assert work(world, now=NOW + MINUTE) == take_pix.Worked(1, "")
    assert models.Payment.objects.count() == 2


def test_twenty_pix_told_at_once_are_asked_for_by_one_list(world):
    psp, *_ = world
    told = [psp.book.pay_key(psps.KEY, 1_00 + n, ON, psps.PAYER, f"X{n:031d}") for n in range(20)]
    for one in told:
        call(world, one)
    asked = []
    answer = psp._api.RequestHandlerClass._answer
    psp._api.RequestHandlerClass._answer = lambda self, body: asked.append(self.path) or answer(self, body)
    try:
        assert work(world) == take_pix.Worked(20, "")
    finally:
        psp._api.RequestHandlerClass._answer = answer
    assert [path.partition("?")[0] for path in asked] == ["/v2/pix"]
    assert models.Incoming.objects.filter(state="waiting").count() == 20


def test_what_waits_for_confirmation_has_a_ceiling_by_account(world, monkeypatch):
    monkeypatch.setattr(take_pix, "MOST_WAITING", 1)
    _, told = paid_charge(world)
    call(world, told)
    with pytest.raises(Refused) as refused:
        call(world, told | {"valor": "1.00"})
    assert refused.value.code == "pix.too_many"
    assert models.RawPayload.objects.count() == 1
    work(world)
    call(world, told | {"valor": "1.00"})
    assert models.RawPayload.objects.count() == 2


def test_a_call_that_lies_of_the_amount_is_not_believed(world):
    _, told = paid_charge(world)
    call(world, told | {"valor": "9999.00"})
    work(world)
    assert models.Payment.objects.get().amount_cents == 870_96


def test_a_psp_that_is_away_leaves_the_call_for_later(world):
    psp, *_ = world
    _, told = paid_charge(world)
    call(world, told)
    psp._api.shutdown()  # nobody answers
    psp._api.socket.close()
    try:
        worked = work(world)
        assert (worked.done, bool(worked.waits)) == (0, True)
        assert models.RawPayload.objects.get().done_at is None
    finally:
        _start_again(psp)
    assert work(world).done == 1
    assert models.Payment.objects.count() == 1


def _start_again(psp):
    import socket

    psp._api.socket = socket.create_server(psp._api.server_address, reuse_port=False)
    thread = threading.Thread(target=psp._api.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    psp._threads[0] = thread


def test_sixteen_threads_telling_the_same_in_any_order_pay_once(world):
    _, _, _, _, _ = world
    told = [paid_charge(world)[1] for _ in range(4)]
    calls = [[one] for one in told] + [told, told[::-1]]
    start = threading.Barrier(16)

    def tell(number):
        start.wait()
        for turn in range(len(calls)):
            try:
                call(world, *calls[(turn + number) % len(calls)])
                work(world)
            finally:
                connection.close()  # as a request gives its own back

    connection.close()  # the pool has sixteen
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(tell, range(16)))
    work(world)
    assert models.Payment.objects.count() == 4
    assert {(one.amount_cents, one.leftover_cents) for one in models.Payment.objects.all()} == {(870_96, 0)}
    assert models.Incoming.objects.filter(state="matched").count() == 4
    assert models.RawPayload.objects.filter(done_at=None).count() == 0


def test_a_clock_ahead_of_ours_does_not_date_a_pix_tomorrow(world):
    psp, ctx, credor, _, _ = world
    late = NOW.replace(hour=2, minute=55) + timedelta(days=1)  # 23h55 of the 24th in São Paulo
    psp.book.clock.now = late
    titulo = titulo_of(credor)
    charge = charge_pix(replace(ctx, now=late), titulo.id)
    psp.book.knobs.skew_s = 600
    told = psp.book.pay_key(psps.KEY, charge.cents, psp.book.today(), psps.PAYER, charge.txid)
    assert told["horario"].startswith("2026-11-25T03:05")
    call(world, told)
    work(world, now=late)
    assert models.Payment.objects.get().paid_on == ON


def test_a_refund_undoes_the_payment_and_is_one(world):
    psp, *_ = world
    titulo, told = paid_charge(world)
    call(world, told)
    work(world)
    psp.book.refund(told["endToEndId"], "D1", told["valor"])
    again = psp.book.get_pix(told["endToEndId"])
    for _ in range(2):
        call(world, again)
        work(world)
    assert models.Incoming.objects.get().state == "reversed"
    titulo.refresh_from_db()
    assert titulo.closed_on is None
    assert models.Reversal.objects.get().cents == 870_96


# --- what a statement told before ---


def line_of(world, told, cents=870_96):
    """The same money on the bank's statement, already here."""
    _, ctx, credor, *_ = world
    fields = {"bank_code": "341", "agencia": "0810", "conta": "536780", "label": "Itaú", "created_at": NOW}
    models.BankAccount.objects.create(credor=credor, **fields)
    amount = f"{cents // 100}.{cents % 100:02d}"
    memo = "Recebimento de Ana Exemplo pelo arranjo de pagamentos instantâneos " * 2  # the identity is past the 140
    statement = test_ofx.file(test_ofx.row(amount, memo=f"{memo}{told['endToEndId']}"))
    take_ofx.receive_ofx(ctx, credor.id, "extrato.ofx", statement.encode())
    return models.Incoming.objects.get(source="ofx")


def test_a_pix_after_its_line_of_the_statement_counts_once(world):
    _, told = paid_charge(world)
    line = line_of(world, told)
    call(world, told)
    work(world)
    line.refresh_from_db()
    assert (line.state, told["endToEndId"] in line.why) == ("set_aside", True)
    assert models.Payment.objects.get().amount_cents == 870_96
    assert models.Event.objects.filter(name="incoming.set_aside").count() == 1


def test_a_pix_whose_line_is_already_a_payment_waits(world):
    _, ctx, *_ = world
    titulo, told = paid_charge(world)
    line = line_of(world, told)
    # A person gave it to another título of the same devedor: the one of the charge is still open.
    other = builders.make_titulo(titulo.devedor, principal_cents=2_000_00)
    match_incoming.match_incoming(
        ctx, match_incoming.MatchIncoming(incoming_id=line.id, devedor_id=titulo.devedor_id, titulo_ids=(other.id,))
    )
    call(world, told)
    work(world)
    pix = models.Incoming.objects.get(source="pix")
    assert (pix.state, "já foi conciliado pelo extrato" in pix.why) == ("waiting", True)
    assert models.Payment.objects.count() == 1


def test_a_line_of_other_cents_is_not_the_pix_it_names(world):
    _, told = paid_charge(world)
    line = line_of(world, told, cents=870_95)
    call(world, told)
    work(world)
    line.refresh_from_db()
    assert line.state == "waiting"


# --- what the calls lost ---


def test_what_no_call_told_is_found_taken_in_and_told_as_an_alarm(world):
    _, ctx, _, row, _ = world
    _, _ = paid_charge(world)
    compared = reconcile_pix.reconcile_pix(replace(ctx, now=NOW + 30 * MINUTE), row.id)
    assert (compared.untold, compared.untold_cents, compared.unknown) == (1, 870_96, 0)
    assert models.Payment.objects.get().amount_cents == 870_96
    event = models.Event.objects.get(name="pix.diverged")
    assert event.payload["untold"] == 1
    later = reconcile_pix.reconcile_pix(replace(ctx, now=NOW + 60 * MINUTE), row.id)
    assert (later.untold, models.Payment.objects.count()) == (0, 1)


def test_what_a_call_may_still_tell_is_no_alarm(world):
    _, ctx, _, row, _ = world
    paid_charge(world)
    assert reconcile_pix.reconcile_pix(replace(ctx, now=NOW + MINUTE), row.id).untold == 0
    assert models.Payment.objects.count() == 1


def test_a_call_and_a_comparison_at_once_pay_once(world):
    _, ctx, _, row, _ = world
    for _ in range(3):
        call(world, paid_charge(world)[1])
    start = threading.Barrier(8)

    def act(number):
        start.wait()
        try:
            if number % 2:
                work(world)
            else:
                reconcile_pix.reconcile_pix(ctx, row.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(8)))
    assert models.Payment.objects.count() == 3


def test_what_the_psp_no_longer_knows_is_an_alarm(world):
    psp, ctx, _, row, _ = world
    _, told = paid_charge(world)
    call(world, told)
    work(world)
    psp.book.received.clear()
    compared = reconcile_pix.reconcile_pix(replace(ctx, now=NOW + 30 * MINUTE), row.id)
    assert (compared.untold, compared.unknown) == (0, 1)


def test_a_psp_that_fails_is_asked_again_from_the_same_instant(world):
    _, ctx, _, row, _ = world
    paid_charge(world)
    models.PspAccount.objects.filter(id=row.id).update(oauth_id="outro")
    assert reconcile_pix.reconcile_pix(ctx, row.id).waits
    row.refresh_from_db()
    assert row.asked_until is None


def test_money_of_another_key_is_left_to_its_own_credor(world):
    psp, ctx, _, row, _ = world
    psp.book.pay_key("outra@exemplo.test", 10_00, ON, psps.PAYER)
    psp.book.pay_key(psps.KEY, 20_00, ON, psps.PAYER)
    reconcile_pix.reconcile_pix(ctx, row.id)
    assert list(models.Incoming.objects.values_list("cents", "state")) == [(20_00, "waiting")]


def test_a_late_cobv_pays_multa_and_juros_to_the_cent(world):
    psp, ctx, credor, _, _ = world
    titulo = titulo_of(credor, principal_cents=900_00, due_on=date(2026, 12, 1))
    builders.models.Devedor.objects.filter(id=titulo.devedor_id).update(document="52998224725")
    charge = charge_pix(ctx, titulo.id)
    assert charge.kind == "cobv"
    late = NOW + timedelta(days=17)
    psp.book.clock.now = late
    call(world, psp.book.pay_charge(charge.txid, late.date(), psps.PAYER))
    work(world, now=late)
    payment = models.Payment.objects.get()
    # 900,00 + 18,00 + 10 × 0,30 = 921,00: all of it, and nothing over
    assert (payment.amount_cents, payment.leftover_cents) == (921_00, 0)
    titulo.refresh_from_db()
    assert titulo.closed_on == late.date()
