"""A message promises a way to pay if, and only if, its page has one."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adimple.domain.messages import render
from adimple.domain.regua.templates import TEMPLATES
from tests.domain.message_builders import BOOKS, NOVEMBER, SEPTEMBER, facts

# Words that lead a person to expect a code or a button to pay with.
PROMISES = re.compile(r"formas de pagamento|e como pagar|\bPagar(:| ou)|Boleto,|Pix copia e cola,|Link de pagamento,")
CODES = {
    "linha_digitavel": "23793381286000000003300000000402392340000087097",
    "pix_copia_e_cola": "00020126360014br.gov.bcb.pix6304ABCD",
    "link_pagamento": "https://pagar.exemplo.test/1",
}
lines = st.sampled_from((NOVEMBER, SEPTEMBER, BOOKS)).flatmap(
    lambda line: st.sets(st.sampled_from(sorted(CODES))).map(
        lambda names: replace(line, **{name: CODES[name] for name in names})
    )
)


@pytest.mark.parametrize("channel", ["email", "letter", "sms", "whatsapp", "phone"])
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.code)
@settings(max_examples=25)
@given(
    titulos=st.lists(lines, min_size=1, max_size=3),
    pix=st.sampled_from(("", "has_own_pix", "makes_pix")),
    phone=st.sampled_from(("", "4004")),
)
def test_a_message_promises_what_its_page_has(template, channel, titulos, pix, phone):
    told = facts(*titulos, **({pix: True} if pix else {}), credor_phone=phone)
    has_code = any(getattr(line, name) for line in titulos for name in CODES)

    message = render(template, told, channel)

    said = f"{message.subject}\n{message.text}\n{message.html or ''}"
    # A call about a conversation and a letter's close promise nothing either way: only what is said must be true.
    assert not PROMISES.search(said) or has_code or pix
    if channel in ("email", "letter", "phone"):
        assert bool(PROMISES.search(said)) == (has_code or bool(pix))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"credor_phone": "(11) 4004-0000"},
            "Como pagar: peça o boleto ou o Pix pelo telefone (11) 4004-0000 ou pelo e-mail financeiro@colegio.test.",
        ),
        ({}, "Como pagar: peça o boleto ou o Pix pelo e-mail financeiro@colegio.test."),
        (
            {"credor_email": ""},
            "Como pagar: peça o boleto ou o Pix pelo botão «Quero falar com alguém», na página.",
        ),
    ],
)
def test_where_nothing_can_be_paid_online_the_message_says_whom_to_ask(given, sentence):
    [template] = [one for one in TEMPLATES if one.code == "pf_aviso_10"]
    message = render(template, facts(**given))

    assert sentence in message.text.splitlines()
    assert "Ver o valor de hoje e responder: https://" in message.text
    assert ">Ver o valor de hoje e responder</a>" in message.html


def test_where_the_page_makes_the_pix_nobody_is_told_to_phone_for_a_code():
    [template] = [one for one in TEMPLATES if one.code == "pf_aviso_10"]
    message = render(template, facts(makes_pix=True, credor_phone="(11) 4004-0000"))

    assert "Como pagar: a página abaixo mostra o valor do dia e as formas de pagamento." in message.text.splitlines()
    assert "Ver o valor de hoje e como pagar: https://" in message.text
    assert "peça o boleto ou o Pix" not in message.text
