"""What a PSP tells, spoiled: never a crash, and never other cents than are written in it."""

import copy
import json
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import pix_received
from adimple.domain.errors import Invalid
from adimple.gateways import pix_bacen
from adimple.gateways.gateway import Fault

TOLD = {
    "endToEndId": "E9999999920261120100000000000001",
    "txid": "ADI7d1f0c5b2a9e4f8c8d3b6a1e5f",
    "valor": "870.96",
    "chave": "financeiro@exemplo.test",
    "horario": "2026-11-20T10:00:00.000Z",
    "pagador": {"nome": "Ana Exemplo", "cpf": "52998224725"},
    "infoPagador": "obrigada",
    "componentesValor": {"original": {"valor": "850.00"}, "juros": {"valor": "3.96"}, "multa": {"valor": "17.00"}},
    "devolucoes": [
        {"id": "D1", "rtrId": "D9999999920261121100000000000001", "valor": "70.96", "status": "DEVOLVIDO",
         "horario": {"solicitacao": "2026-11-21T10:00:00.000Z"}},
        {"id": "D2", "valor": "1.00", "status": "NAO_REALIZADO"},
    ],
}  # fmt: skip
ODD = ["870.96", "-1.00", "0.00", "1e3", "\u0663.00", "DEVOLVIDO", "0001-01-01T00:00:00+14:00", "\ud800", "\x00",
       "9999-12-31T23:59:59-14:00", "2026-11-20T10:00:00", "", 5, True, None, 1e400, [], {}, [5], {"id": 1}, [[]],
       "E" * 32, 10**30]  # fmt: skip
LEAF = st.sampled_from(ODD) | st.text(max_size=20) | st.integers()
JSON = LEAF | st.lists(LEAF, max_size=2) | st.dictionaries(st.sampled_from([*TOLD, "id", "status"]), LEAF, max_size=4)
PLACES = [
    ("endToEndId",), ("txid",), ("valor",), ("chave",), ("horario",), ("pagador",), ("pagador", "nome"),
    ("pagador", "cpf"), ("infoPagador",), ("componentesValor",), ("devolucoes",), ("devolucoes", 0),
    ("devolucoes", 0, "id"), ("devolucoes", 0, "valor"), ("devolucoes", 0, "status"), ("devolucoes", 1),
]  # fmt: skip


def with_(place, value):
    spoiled = copy.deepcopy(TOLD)
    at = spoiled
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return spoiled


def cents(written):
    return int(written.replace(".", ""))


def check(told):
    """Read as it is written or refused in words, by the webhook's reader and by that of the PSP's own answer."""
    try:
        read = pix_received.read(told)
    except Invalid:
        read = None
    if read is None:
        assert isinstance(pix_bacen._received(told), Fault)
        return
    assert pix_bacen._received(told) == read
    assert read.cents == cents(told["valor"]) > 0
    back = [one for one in told.get("devolucoes") or () if one["status"] == "DEVOLVIDO"]
    assert read.refunded_cents == sum(cents(one["valor"]) for one in back)
    assert read.at.astimezone(UTC).tzinfo is UTC
    assert (read.payer_name + read.note).isprintable()


def test_what_is_told_is_what_is_read():
    read = pix_received.read(TOLD)
    assert (read.cents, read.refunded_cents, read.txid) == (870_96, 70_96, TOLD["txid"])


@given(JSON)
def test_no_json_breaks_the_reader(told):
    check(told)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_no_odd_part_breaks_the_reader_or_changes_the_cents(place, value):
    check(with_(place, value))


@given(st.data())
def test_any_character_of_a_call_changed_gives_the_cents_it_then_says(data):
    written = json.dumps(TOLD, ensure_ascii=False)
    place = data.draw(st.integers(0, len(written) - 1))
    changed = written[:place] + data.draw(st.sampled_from('0123456789.-"{}[],:eE \u0663')) + written[place + 1 :]
    try:
        told = json.loads(changed)
    except ValueError:
        return
    check(told)
