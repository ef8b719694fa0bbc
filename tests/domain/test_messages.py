from datetime import date

import pytest

from adimple.domain.errors import Invalid
from adimple.domain.message_facts import first_name
from adimple.domain.messages import render
from tests.domain.message_builders import (
    BODY,
    BOOKS,
    NOVEMBER,
    ON,
    SEPTEMBER,
    facts,
    line,
    said,
    template,
)

# --- one título, many títulos ---------------------------------------------------------------------------------------


def test_a_titulo_is_listed_with_its_original_value_and_each_added_item():
    text = render(template(), facts(NOVEMBER)).text
    # 850,00 + 17,00 + 3,97 = 870,97
    assert text.split("\n\n")[0] == (
        "Mensalidade nov/2026 (CE-2026-1113): venceu em 10/11/2026, há 14 dias\n"
        "  Valor original: R$ 850,00\n"
        "  Multa (2%): R$ 17,00\n"
        "  Juros (1% ao mês): R$ 3,97\n"
        "  Total: R$ 870,97"
    )


def test_many_titulos_are_listed_by_due_date_and_added_up():
    text = render(template(), facts(BOOKS, NOVEMBER, SEPTEMBER)).text
    headings = [row for row in text.splitlines() if "CE-2026" in row]
    assert headings == [
        "Mensalidade set/2026 (CE-2026-0913): venceu em 10/09/2026, há 75 dias",
        "Mensalidade nov/2026 (CE-2026-1113): venceu em 10/11/2026, há 14 dias",
        "Material didático (CE-2026-1215): vence em 15/12/2026",
    ]
    # 888,25 + 870,97 + 320,00 = 2.079,22
    assert "Total de hoje, 24/11/2026: R$ 2.079,22" in text


def test_a_part_payment_shows_what_is_left_of_the_original_value():
    text = render(template(), facts(line(principal_cents=50_000, multa_cents=1_000, juros_cents=233))).text
    assert "  Valor original: R$ 850,00\n  Em aberto do valor original: R$ 500,00\n  Multa (2%): R$ 10,00\n" in text
    assert "  Total: R$ 512,33" in text


def test_a_discount_is_shown_as_what_it_takes_away():
    text = render(template(), facts(line(date(2026, 12, 10), discount_cents=2_000))).text
    assert "  Valor original: R$ 850,00\n  Desconto: -R$ 20,00\n  Total: R$ 830,00" in text


def test_the_short_text_adds_up_every_titulo_in_one_line():
    text = render(template(), facts(NOVEMBER, SEPTEMBER), "sms").text
    # 850 + 850; 17 + 17; 3,97 + 21,25 = 25,22; total 1.759,22
    assert text == (
        "Colégio Exemplo: valor original R$ 1.700,00 + multa R$ 34,00 + juros R$ 25,22 = R$ 1.759,22 "
        "https://exemplo.test/l/abc"
    )


@pytest.mark.parametrize(
    ("titulos", "sentence"),
    [
        ((NOVEMBER,), "A conta “Mensalidade nov/2026” venceu em 10/11/2026, há 14 dias."),
        ((line(date(2026, 11, 23)),), "A conta “Mensalidade nov/2026” venceu em 23/11/2026, há 1 dia."),
        ((line(ON),), "A conta “Mensalidade nov/2026” vence hoje, 24/11/2026."),
        ((BOOKS,), "A conta “Material didático” vence em 15/12/2026."),
        ((line(description=""),), "A conta nº CE-2026-1113 venceu em 10/11/2026, há 14 dias."),
        ((line(description="", number=""),), "A conta venceu em 10/11/2026, há 14 dias."),
        (
            (line(date(2026, 11, 22), payable_until=date(2026, 11, 24)),),
            "A conta “Mensalidade nov/2026” venceu em 22/11/2026 e aceita pagamento sem acréscimos até 24/11/2026.",
        ),
        ((NOVEMBER, SEPTEMBER), "São 2 contas vencidas (a mais antiga em 10/09/2026)."),
        ((BOOKS, BOOKS), "São 2 contas que vencem em 15/12/2026."),
        ((BOOKS, line(date(2026, 12, 10))), "São 2 contas que vencem a partir de 10/12/2026."),
        ((NOVEMBER, BOOKS), "São 2 contas: 1 vencida em 10/11/2026 e 1 que vence em 15/12/2026."),
        (
            (NOVEMBER, SEPTEMBER, BOOKS, line(ON)),
            "São 4 contas: 2 vencidas (a mais antiga em 10/09/2026), 1 que vence hoje e 1 que vence em 15/12/2026.",
        ),
    ],
)
def test_the_summary_says_where_each_titulo_stands_in_singular_and_plural(titulos, sentence):
    assert said("{resumo}", *titulos) == sentence


@pytest.mark.parametrize(
    ("titulos", "sentence"),
    [
        ((NOVEMBER,), "Até agora não encontramos o pagamento."),
        ((NOVEMBER, SEPTEMBER), "Até agora não encontramos esses pagamentos."),
        ((NOVEMBER, BOOKS), "Até agora não encontramos o pagamento da conta vencida."),
        ((NOVEMBER, SEPTEMBER, BOOKS), "Até agora não encontramos o pagamento das 2 contas vencidas."),
        ((BOOKS,), "Essa conta não está atrasada."),
        ((BOOKS, BOOKS), "Nenhuma dessas contas está atrasada."),
    ],
)
def test_a_payment_is_said_missing_only_of_what_is_late(titulos, sentence):
    assert said("{nao_encontramos}", *titulos) == sentence


@pytest.mark.parametrize(
    ("titulos", "sentences"),
    [
        (
            (NOVEMBER,),
            "Os valores são de hoje, 24/11/2026, e já incluem multa de 2% e juros de 1% ao mês. "
            "Os juros correm até o pagamento: quanto antes, menor o total.",
        ),
        (
            (line(juros_ppb_month=0, multa_cents=1_700),),
            "Os valores são de hoje, 24/11/2026, e já incluem multa de 2%.",
        ),
        (
            (line(multa_ppb=0, juros_ppb_month=0),),
            "Os valores são de hoje, 24/11/2026. Não há multa nem juros pelo atraso.",
        ),
        (
            (NOVEMBER, line(juros_ppb_month=5_000_000, multa_cents=1_700, juros_cents=198)),
            "Os valores são de hoje, 24/11/2026, e já incluem multa de 2% e juros. "
            "Os juros correm até o pagamento: quanto antes, menor o total.",
        ),
        (
            (line(multa_cents=1_700, juros_cents=397, correcao_cents=112),),
            "Os valores são de hoje, 24/11/2026, e já incluem multa de 2%, juros de 1% ao mês e correção monetária. "
            "Os juros correm até o pagamento: quanto antes, menor o total.",
        ),
        (
            (line(juros_ppb_month=0, juros_by_law=True, multa_cents=1_700, juros_cents=397),),
            "Os valores são de hoje, 24/11/2026, e já incluem multa de 2% e juros legais. "
            "Os juros correm até o pagamento: quanto antes, menor o total.",
        ),
        (
            # A first month whose legal rate was zero: nothing is included yet, and it may accrue.
            (line(multa_ppb=0, juros_ppb_month=0, juros_by_law=True),),
            "Os valores são de hoje, 24/11/2026. Os juros correm até o pagamento: quanto antes, menor o total.",
        ),
        ((BOOKS,), "Os valores são de hoje, 24/11/2026, sem multa e sem juros."),
    ],
)
def test_what_accrues_is_told_as_it_is(titulos, sentences):
    assert said("{acrescimos}", *titulos) == sentences


@pytest.mark.parametrize(
    ("titulos", "sentences"),
    [
        ((BOOKS,), "Pagando até 15/12/2026, não há multa de 2% nem juros de 1% ao mês."),
        ((line(BOOKS.due_on, multa_ppb=0, juros_ppb_month=0),), "Pagando até 15/12/2026, fica tudo em dia."),
        (
            (line(BOOKS.due_on, discount_cents=2_000, discount_until=date(2026, 12, 10)),),
            "Pagando até 15/12/2026, não há multa de 2% nem juros de 1% ao mês. "
            "O desconto de R$ 20,00 vale até 10/12/2026.",
        ),
        (
            (BOOKS, line(date(2026, 12, 10))),
            "Pagando até o vencimento de cada uma, não há multa de 2% nem juros de 1% ao mês.",
        ),
        # Sent a day late, a reminder promises nothing that is over.
        (
            (line(date(2026, 11, 23), multa_cents=1_700, juros_cents=28),),
            "Os valores são de hoje, 24/11/2026, e já incluem multa de 2% e juros de 1% ao mês. "
            "Os juros correm até o pagamento: quanto antes, menor o total.",
        ),
    ],
)
def test_the_benefit_of_paying_on_time_is_told_while_it_lasts(titulos, sentences):
    assert said("{beneficio}", *titulos) == sentences


def test_a_choice_follows_the_number_of_titulos():
    assert said("Sobre {esta conta|estas contas}.", NOVEMBER) == "Sobre esta conta."
    assert said("Sobre {esta conta|estas contas}.", NOVEMBER, BOOKS) == "Sobre estas contas."


def test_the_noun_of_the_template_is_used():
    written = template(body=f"{{resumo}}\n\n{BODY}", noun="fatura")
    assert "São 2 faturas vencidas" in render(written, facts(NOVEMBER, SEPTEMBER)).text


def test_the_codes_the_credor_issued_are_given_for_each_titulo():
    boleto = line(linha_digitavel="00190.00009 01234.567890", link_pagamento="https://pague.test/1")
    written = template(body=f"{{como_pagar}}\n\n{BODY}")
    assert render(written, facts(boleto)).text.split("\n\n")[0] == (
        "Como pagar: a página abaixo mostra o valor do dia e as formas de pagamento.\n"
        "Boleto, Mensalidade nov/2026 (CE-2026-1113): 00190.00009 01234.567890\n"
        "Link de pagamento, Mensalidade nov/2026 (CE-2026-1113): https://pague.test/1"
    )


# --- who speaks, and to whom ----------------------------------------------------------------------------------------


def test_the_credor_signs_with_name_document_and_address():
    text = render(template(), facts()).text
    assert text.endswith("Colégio Exemplo\nCNPJ 11.222.333/0001-81\nRua do Exemplo, 10, São Paulo, SP")


def test_a_credor_with_a_cpf_signs_with_it():
    assert "\nCPF 529.982.247-25\n" in render(template(), facts(credor_document="529.982.247-25")).text


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("credor_address", "credor_endereco"),
        ("credor_document", "credor_documento"),
        ("credor_name", "credor_nome"),
        ("devedor_name", "devedor_nome"),
    ],
)
def test_a_message_without_a_fact_it_needs_is_refused(field, code):
    with pytest.raises(Invalid) as caught:
        render(template(body=f"{{devedor_nome}}\n\n{BODY}"), facts(**{field: " \n"}))
    assert caught.value.field == code
    assert caught.value.phrase.startswith("Falta o")


def test_a_company_is_greeted_by_its_whole_name():
    assert (
        said("{devedor_nome}", devedor_name="Padaria Exemplo Ltda", devedor_is_company=True) == "Padaria Exemplo Ltda"
    )


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("JOÃO EXEMPLO PEREIRA", "João"),
        ("ana exemplo", "Ana"),
        ("Exemplo, Ana", "Ana"),
        ("Dr. Ivo Teste", "Ivo"),
        ("DONA MARIA EXEMPLO", "Maria"),
        ("ANA-LUÍSA TESTE", "Ana-Luísa"),
        ("DeAna Teste", "DeAna"),
        ("J. Teste", "J. Teste"),
        ("Dr.", "Dr."),
        ("Ana", "Ana"),
        ("  ", ""),
    ],
)
def test_the_first_name_is_the_one_a_person_answers_to(name, greeting):
    assert first_name(name) == greeting


def test_with_no_telephone_and_no_email_the_page_leads_to_a_person():
    assert said("{contato}", credor_email="", credor_phone="") == (
        "Se preferir conversar, peça na página e alguém da equipe procura você."
    )


def test_each_channel_has_its_own_text_and_only_email_has_html():
    assert render(template(), facts(), "letter").text == render(template(), facts(), "email").text
    assert render(template(), facts(), "whatsapp").text == render(template(), facts(), "sms").text
    assert render(template(), facts(), "phone").text.startswith("JOÃO EXEMPLO PEREIRA Colégio Exemplo valor original")
    assert [render(template(), facts(), code).html for code in ("letter", "sms", "whatsapp", "phone")] == [None] * 4


def test_juros_of_the_law_are_named_so_in_the_list():
    text = said("{titulos}", line(juros_ppb_month=0, juros_by_law=True, multa_cents=1_700, juros_cents=397))
    assert "  Juros legais: R$ 3,97\n" in text
