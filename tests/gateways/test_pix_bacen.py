"""The Pix API spoken to a real PSP over HTTPS: what it says, what goes wrong, and what is asked before trying again."""

from datetime import UTC, datetime, timedelta

import pytest

from adimple.domain import cobv
from adimple.domain.cobv import Payer
from adimple.domain.errors import Invalid
from adimple.gateways import https
from adimple.gateways.gateway import Account, Charge, Fault, Unreachable
from adimple.gateways.pix_bacen import GATEWAY

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TXID = "ADI7d1f0c5b2a9e4f8c8d3b6a1e5f"
ANA = Payer("Ana Exemplo", "52998224725")
PAYER = {"nome": "Ana Exemplo", "cpf": "52998224725"}
KEY = "financeiro@exemplo.test"
BODY = cobv.cob_body(850_00, ANA, key=KEY, seconds=3_600)


def account_of(psp, **given) -> Account:
    names = ("base_url", "token_url", "oauth_id", "secret", "certificate", "authority")
    return Account(**{name: psp.caller[name] for name in names} | {"reach": lambda url: "127.0.0.1"} | given)


@pytest.fixture
def api(psp):
    with GATEWAY.open(account_of(psp)) as api:
        yield api


def test_a_charge_is_made_and_found(psp, api):
    made = api.put_cob(TXID, BODY)
    assert isinstance(made, Charge)
    assert (made.txid, made.is_active) == (TXID, True)
    assert made.br_code.startswith("00020101021226")
    assert api.get("cob", TXID) == made
    assert psp.book.charges[TXID]["valor"] == {"original": "850.00"}


def test_nobody_knows_a_charge_that_was_not_made(api):
    assert api.get("cob", TXID) is None


def test_a_put_applied_and_never_answered_makes_one_charge_and_no_revision(psp, api):
    psp.book.knobs.lost = 1
    made = api.put_cob(TXID, BODY)
    assert isinstance(made, Charge)
    assert psp.book.charges[TXID]["revisao"] == 0  # it was asked for, not said again


def test_a_put_that_failed_before_it_was_applied_is_said_again(psp, api):
    psp.book.knobs.failed_before = 1
    assert isinstance(api.put_cob(TXID, BODY), Charge)


def test_a_put_that_failed_after_it_was_applied_is_not_said_again(psp, api):
    psp.book.knobs.failed_after = 1
    assert isinstance(api.put_cob(TXID, BODY), Charge)
    assert psp.book.charges[TXID]["revisao"] == 0


def test_a_psp_that_goes_on_failing_leaves_it_unknown(psp, api):
    psp.book.knobs.failed_before = 9
    fault = api.put_cob(TXID, BODY)
    assert isinstance(fault, Fault)
    assert (fault.code, fault.may_have_applied) == ("psp.unavailable", True)
    assert psp.book.knobs.failed_before == 7  # two tries, no more


def test_a_psp_that_refuses_a_known_txid_is_answered_by_what_it_has(psp, api):
    api.put_cob(TXID, BODY)
    psp.book.knobs.refuses_again = True
    assert isinstance(api.put_cob(TXID, BODY), Charge)


def test_a_charge_with_other_terms_is_never_taken_for_ours(psp, api):
    api.put_cob(TXID, cobv.cob_body(1_00, ANA, key=KEY, seconds=3_600))
    psp.book.knobs.refuses_again = True
    fault = api.put_cob(TXID, BODY)
    assert isinstance(fault, Fault)
    assert fault.code == "psp.other_terms"
    assert psp.book.charges[TXID]["valor"] == {"original": "1.00"}


def test_what_the_psp_refuses_is_told_in_its_words(api):
    fault = api.put_cob("curto", BODY)
    assert isinstance(fault, Fault)
    assert (fault.code, fault.may_have_applied) == ("psp.refused", False)
    assert "O txid tem de 26 a 35 letras e números." in fault.phrase


def test_a_review_changes_the_amount_and_keeps_the_code(psp, api):
    made = api.put_cob(TXID, BODY)
    lower = cobv.cob_body(800_00, ANA, key=KEY, seconds=3_600)
    reviewed = api.review("cob", TXID, lower)
    assert isinstance(reviewed, Charge)
    assert reviewed.br_code == made.br_code
    assert psp.book.charges[TXID]["revisao"] == 1


def test_a_review_applied_and_never_answered_is_found_done(psp, api):
    api.put_cob(TXID, BODY)
    psp.book.knobs.lost = 1
    assert isinstance(api.review("cob", TXID, cobv.cob_body(800_00, ANA, key=KEY, seconds=3_600)), Charge)
    assert psp.book.charges[TXID]["revisao"] == 1


def test_a_paid_charge_is_not_removed(psp, api):
    api.put_cob(TXID, BODY)
    psp.book.pay_charge(TXID, NOW.date(), PAYER)
    fault = api.cancel("cob", TXID)
    assert isinstance(fault, Fault)
    assert fault.code == "psp.paid"


def test_a_removed_charge_is_not_paid_any_more(psp, api):
    api.put_cob(TXID, BODY)
    removed = api.cancel("cob", TXID)
    assert isinstance(removed, Charge)
    assert not removed.is_active
    assert psp.book.owed(psp.book.charges[TXID], NOW.date()) is None


def test_a_payment_is_told_with_who_paid_and_for_which_charge(psp, api):
    api.put_cob(TXID, BODY)
    paid = psp.book.pay_charge(TXID, NOW.date(), PAYER)
    (one,) = api.list_pix(NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert (one.txid, one.cents, one.payer_document, one.at) == (TXID, 850_00, "52998224725", NOW)
    assert api.get_pix(paid["endToEndId"]) == one
    assert api.get_pix("E" + "0" * 31) is None


def test_every_page_of_a_long_list_is_read(psp, api):
    for _ in range(205):
        psp.book.pay_key(KEY, 1_00, NOW.date(), PAYER)
    found = api.list_pix(NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert len({one.end_to_end_id for one in found}) == 205


def test_a_refund_is_one_however_the_answer_is_lost(psp, api):
    paid = psp.book.pay_key(KEY, 10_00, NOW.date(), PAYER)["endToEndId"]
    psp.book.knobs.lost = 1
    done = api.refund(paid, "D1", 4_00)
    assert (done.cents, done.status) == (4_00, "DEVOLVIDO")
    assert api.refund(paid, "D2", 6_01).code == "psp.refused"  # 10,00 − 4,00 leaves 6,00
    assert api.get_pix(paid).refunded_cents == 4_00


def test_a_webhook_is_put_and_found(api):
    assert api.get_webhook(KEY) == ""
    assert api.put_webhook(KEY, "https://erp.exemplo.test/pix/x") is None
    assert api.get_webhook(KEY) == "https://erp.exemplo.test/pix/x"


def test_one_token_serves_many_calls_and_a_dead_one_is_asked_for_again(psp, api):
    api.put_cob(TXID, BODY)
    api.get("cob", TXID)
    known = len(psp._api.tokens)
    api.get("cob", TXID)
    assert len(psp._api.tokens) == known
    psp._api.tokens.clear()
    assert isinstance(api.get("cob", TXID), Charge)


def test_a_wrong_secret_is_told(psp):
    with GATEWAY.open(account_of(psp, secret="outra")) as api:
        fault = api.get("cob", TXID)
    assert isinstance(fault, Fault)
    assert fault.code == "psp.denied"
    assert "token" in fault.phrase


def test_without_our_certificate_the_psp_does_not_talk(psp):
    with GATEWAY.open(account_of(psp, certificate="")) as api:
        assert api.get("cob", TXID).code in ("psp.closed", "psp.unreachable")


def test_a_psp_of_another_authority_is_not_talked_to(psp):
    with GATEWAY.open(account_of(psp, authority="")) as api:
        fault = api.get("cob", TXID)
    assert isinstance(fault, Fault)
    assert (fault.code, "certificado" in fault.phrase) == ("psp.unreachable", True)


def test_a_certificate_that_does_not_read_is_told_by_its_field(psp):
    for field in ("certificate", "authority"):
        with pytest.raises(Invalid) as wrong, GATEWAY.open(account_of(psp, **{field: "nada"})):
            pass
        assert wrong.value.field == field


def test_an_address_that_may_not_be_reached_is_not_reached(psp, api):
    api.get("cob", TXID)  # a token is there

    def inside(url):
        raise Unreachable("Este endereço aponta para uma rede interna.")

    with GATEWAY.open(account_of(psp, reach=inside)) as api:
        assert api.get("cob", TXID) == Fault("psp.unreachable", "Este endereço aponta para uma rede interna.")


def test_an_answer_that_takes_too_long_is_left(psp, monkeypatch):
    monkeypatch.setattr(https, "READ_SECONDS", 0.3)
    with GATEWAY.open(account_of(psp)) as api:
        api.get("cob", TXID)
        psp.book.knobs.slow_s = 0.6
        fault = api.put_cob(TXID, BODY)
    assert isinstance(fault, Fault)
    assert (fault.code, fault.may_have_applied) == ("psp.timeout", True)
