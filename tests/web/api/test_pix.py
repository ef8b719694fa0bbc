"""A program asks for the Pix of a título: the same one while it says what is owed."""

import pytest

from adimple.store import models
from tests import builders
from tests import psp as psps
from tests.builders import ON
from tests.usecases import money_in

pytestmark = pytest.mark.django_db


def test_a_program_gets_the_code_of_today_once(program, psp):
    asking = program()
    owner = builders.make_account()
    builders.make_membership(owner, asking.credor)
    psps.make_account(builders.context_of(owner), asking.credor, psp)
    titulo = builders.make_titulo(builders.make_devedor(asking.credor))
    assert asking.post(f"titulos/{titulo.id}/pix").status_code == 200
    first = asking.said
    # 850,00 + multa 17,00 + juros of fourteen days 3,96
    assert (first["cents"], first["kind"], first["pay_until"]) == (870_96, "cob", "2026-11-24")
    assert psp.book.charges[first["txid"]]["pixCopiaECola"] == first["br_code"]
    asking.post(f"titulos/{titulo.id}/pix")
    assert asking.said == first


def test_without_a_psp_it_is_refused_with_the_way_out(program):
    asking = program()
    titulo = builders.make_titulo(builders.make_devedor(asking.credor))
    assert asking.post(f"titulos/{titulo.id}/pix").status_code == 409
    assert asking.said["code"] == "pix.no_account"


def test_a_program_gives_a_pix_back_once_however_often_it_asks(program, psp):
    asking = program()
    owner = builders.make_account()
    builders.make_membership(owner, asking.credor)
    account = psps.make_account(builders.context_of(owner), asking.credor, psp)
    told = psp.book.pay_key(psps.KEY, 850_00, ON, psps.PAYER)
    raw = money_in.make_raw(asking.credor)
    models.RawPayload.objects.filter(id=raw.id).update(name=f"psp-{account.id}")
    row = money_in.make_incoming(raw, 850_00, source_key=told["endToEndId"])
    asked = {"cents": 50_00, "reason": "pagou a mais"}
    assert asking.post(f"incoming/{row.id}/refunds", asked).status_code == 422  # which one it is must be said
    asked |= {"number": 1}
    for _ in range(2):
        assert asking.post(f"incoming/{row.id}/refunds", asked).status_code == 200
        assert (asking.said["state"], asking.said["number"], asking.said["cents"]) == ("returned", 1, 50_00)
    assert [one["valor"] for one in psp.book.received[row.source_key]["devolucoes"]] == ["50.00"]
    asking.get(f"incoming/{row.id}/refunds")
    assert (asking.said["left_cents"], asking.said["next_number"]) == (800_00, 2)
    asking.post(f"incoming/{row.id}/refunds", asked | {"cents": 800_01, "number": 2})
    assert asking.said["code"] == "invalid" or asking.said["status"] == 422
    ledger = program(asking.credor, scopes=["payments.ler", "payments.escrever"])  # records payments, sends nothing out
    assert ledger.post(f"incoming/{row.id}/refunds", {"cents": 1, "reason": "x", "number": 2}).status_code == 403
    assert len(psp.book.received[row.source_key]["devolucoes"]) == 1
