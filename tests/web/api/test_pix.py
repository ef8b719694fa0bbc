"""A program asks for the Pix of a título: the same one while it says what is owed."""

import pytest

from tests import builders
from tests import psp as psps

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with psps.started(tmp_path_factory.mktemp("psp")) as psp:
        yield psp


def test_a_program_gets_the_code_of_today_once(program, running):
    psp = psps.as_new(running)
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
