"""Facts and templates that are valid unless a test says otherwise."""

from datetime import date

import pytest

from adimple.domain.errors import Invalid
from adimple.domain.messages import MessageFacts, Template, TituloLine, check_template, render

TWO_PERCENT, ONE_PERCENT = 20_000_000, 10_000_000
ON = date(2026, 11, 24)
BODY = "{titulos}\n\n{pagina}\n\n{respostas}\n\n{contato}\n\n{identificacao}"


def line(due_on=date(2026, 11, 10), **changes):
    fields = {
        "due_on": due_on,
        "original_cents": 85_000,
        "principal_cents": 85_000,
        "number": "CE-2026-1113",
        "description": "Mensalidade nov/2026",
        "multa_ppb": TWO_PERCENT,
        "juros_ppb_month": ONE_PERCENT,
    }
    return TituloLine(**{**fields, **changes})


# 850,00 × 2 % = 17,00; 850,00 × 1 % ÷ 30 × 14 = 3,97; × 75 = 21,25.
NOVEMBER = line(multa_cents=1_700, juros_cents=397)
SEPTEMBER = line(
    date(2026, 9, 10),
    number="CE-2026-0913",
    description="Mensalidade set/2026",
    multa_cents=1_700,
    juros_cents=2_125,
)
BOOKS = line(
    date(2026, 12, 15),
    original_cents=32_000,
    principal_cents=32_000,
    number="CE-2026-1215",
    description="Material didático",
)


def facts(*titulos, **changes):
    fields = {
        "on": ON,
        "devedor_name": "JOÃO EXEMPLO PEREIRA",
        "devedor_is_company": False,
        "credor_name": "Colégio Exemplo",
        "credor_document": "11.222.333/0001-81",
        "credor_address": "Rua do Exemplo, 10, São Paulo, SP",
        "credor_email": "financeiro@colegio.test",
        "link": "https://exemplo.test/l/abc",
        "titulos": titulos or (NOVEMBER,),
    }
    return MessageFacts(**{**fields, **changes})


def template(**changes):
    fields = {
        "code": "teste",
        "name": "Teste",
        "subject": "{credor_nome}: {sua_conta}",
        "body": BODY,
        "short": "{credor_nome}: {itens} {link}",
        "script": "{devedor_nome_completo} {credor_nome} {itens}",
    }
    return Template(**{**fields, **changes})


def said(text, *titulos, **changes):
    """The first paragraph of an e-mail that begins with `text`."""
    return render(template(body=f"{text}\n\n{BODY}"), facts(*titulos, **changes)).text.split("\n\n")[0]


def refused(bad):
    with pytest.raises(Invalid) as caught:
        check_template(bad)
    return caught.value.field, caught.value.phrase
