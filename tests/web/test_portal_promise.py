"""The message and its page agree on whether there is a way to pay, whatever the credor and its system gave."""

import pytest

from adimple.store import models
from adimple.store.reads import access, balances, moment
from adimple.usecases import links, wording
from tests import builders
from tests import psp as psps
from tests.builders import ON
from tests.web.pages import text_of
from tests.worker.day import make_due

pytestmark = pytest.mark.django_db

LINHA = "23793381286000000003300000000402392340000087097"
KEY = "11222333000181"
CASES = {
    "nothing": ({}, {}, False),
    "a linha digitável": ({}, {"linha_digitavel": LINHA}, True),
    "a Pix of the system's": ({}, {"pix_copia_e_cola": "00020126360014br.gov.bcb.pix6304ABCD"}, True),
    "a link": ({}, {"link_pagamento": "https://pagar.exemplo.test/1"}, True),
    "the credor's key": ({"pix_key": KEY}, {}, True),
    "a PSP alone": ({"psp": True}, {}, True),
    "a PSP, and the credor's key": ({"psp": True, "pix_key": KEY}, {}, True),
    "a PSP that was ended": ({"psp": False}, {}, False),
    "a key that no bank reads": ({"pix_key": "minha chave"}, {}, False),
    "a key, and a name that a bank cannot write": ({"pix_key": KEY, "name": "漢字"}, {}, False),
    "a key, and more than a Pix carries": ({"pix_key": KEY}, {"principal_cents": 9_999_999_999_99 + 1}, False),
}


@pytest.mark.parametrize(("of_credor", "of_titulo", "can_pay"), CASES.values(), ids=CASES)
def test_what_the_message_promises_the_page_has(client, now, of_credor, of_titulo, can_pay, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    action = make_due(state="sent")
    of_credor = dict(of_credor)
    if (is_open := of_credor.pop("psp", None)) is not None:
        psps.make_row(action.credor, closed_at=None if is_open else now)
    if of_credor:
        models.Credor.objects.filter(id=action.credor_id).update(**of_credor)
    models.Titulo.objects.filter(devedor=action.devedor).update(**of_titulo)
    [titulo_id] = models.ActionItem.objects.filter(action=action).values_list("titulo_id", flat=True)
    builders.make_dispatch(action, amounts={str(titulo_id): {}})
    scope = access.whole_scope()
    link = links.url_of(links.token_of(action.credor_id, action.id, ON), "")

    message = wording.message_of(
        action.template,
        "email",
        moment.speakers(scope, [action.credor_id])[action.credor_id],
        moment.people(scope, [action.devedor_id])[action.devedor_id],
        balances.of_devedor(scope, action.devedor_id),
        on=ON,
        link=link,
    )
    page = text_of(client.get(link[link.index("/p/") :]))

    assert ("formas de pagamento" in message.text) == can_pay
    assert ("não enviou um código de pagamento. Peça o boleto ou o Pix" in page) == (not can_pay)
    assert ("Valor de hoje e como pagar" in page) == can_pay
