import re
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import messages, money
from adimple.domain.errors import Invalid
from adimple.domain.message_facts import first_name
from adimple.domain.message_words import PLACEHOLDERS
from adimple.domain.messages import MessageFacts, Template, TituloLine, check_template, render
from adimple.domain.regua.templates import TEMPLATES

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


# --- what must not get through --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ana {total} Exemplo", "{link}", "{a|b}", "{", "}}", "{credor_nome} {0.__class__}"])
def test_braces_in_a_name_are_printed_and_never_read(name):
    assert said("Olá, {devedor_nome_completo}.", devedor_name=name) == f"Olá, {name}."


@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: messages.message_facts.one_line(text)))
def test_no_name_breaks_the_subject_or_the_page(name):
    message = render(template(subject="{credor_nome}: {sua_conta}"), facts(credor_name=name, devedor_name=name))
    assert not re.search(r"[\r\n\x00-\x1f\x85\u2028\u2029\u202e]", message.subject)
    assert message.html.count("<p ") == 4  # the template's paragraphs: button, answers, contact, signature
    assert message.html.count("<a ") == 1


def test_a_new_line_in_a_name_cannot_add_a_header():
    message = render(template(), facts(credor_name="Colégio\r\nBcc: todos@exemplo.test"))
    assert message.subject == "Colégio Bcc: todos@exemplo.test: sua conta de 10/11/2026"


def test_a_new_line_in_a_template_cannot_add_a_header():
    message = render(template(subject="{credor_nome}\nBcc: todos@exemplo.test"), facts())
    assert message.subject == "Colégio Exemplo Bcc: todos@exemplo.test"


def test_a_long_subject_is_cut():
    assert len(render(template(), facts(credor_name="Colégio " * 40)).subject) <= 120


@pytest.mark.parametrize("placeholder", ["{titulos}", "{resumo}", "{como_pagar}"])
def test_html_in_a_fact_is_shown_and_not_obeyed(placeholder):
    hostile = line(description="<img src=x onerror=alert(1)> & cia", linha_digitavel="00190")
    html = render(template(body=f"{placeholder}\n\n{BODY}"), facts(hostile)).html
    assert html.count("&lt;img src=x onerror=alert(1)&gt; &amp; cia") == 2
    assert "<img" not in html


def test_html_loads_nothing_and_links_only_to_the_page():
    html = render(TEMPLATES[0], facts(line(link_pagamento="https://pague.test/1"))).html
    assert re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')>]*)""", html) == ["https://exemplo.test/l/abc"]
    assert "<script" not in html


def test_html_says_what_the_text_says():
    message = render(TEMPLATES[0], facts(NOVEMBER, SEPTEMBER))
    words = unescape(re.sub(r"<[^>]*>", " ", message.html.split("<body", 1)[1].split(">", 1)[1]))
    shown = re.sub(r"\s+", " ", words).replace(" : ", ": ")
    for sentence in message.text.splitlines():
        for part in sentence.strip().split(": R$"):
            assert part.strip().removesuffix(": https://exemplo.test/l/abc") in shown


@pytest.mark.parametrize(
    ("bad", "field", "phrase_start"),
    [
        (template(body=f"{{saldo}}\n\n{BODY}"), "body", "O modelo usa {saldo}, que não existe. Use: {devedor_nome},"),
        (template(body=f"{{a|b|c}}\n\n{BODY}"), "body", "O modelo usa {a|b|c}, que não existe."),
        (template(body=f"{{0.__class__}}\n\n{BODY}"), "body", "O modelo usa {0.__class__}, que não existe."),
        (template(body=f"Olá {{\n\n{BODY}"), "body", "Há uma chave { ou } sem o seu par: complete-a ou apague-a."),
        (
            template(body=f"Veja {{titulos}}\n\n{BODY}"),
            "body",
            "{titulos} ocupa um parágrafo inteiro: deixe-o sozinho entre linhas em branco.",
        ),
        (
            template(body=BODY.replace("{identificacao}", "")),
            "body",
            "Falta {identificacao}, que põe no texto nome, CPF ou CNPJ e endereço do credor.",
        ),
        (template(body=BODY.replace("{titulos}", "")), "body", "Falta {titulos}, que põe no texto a lista das contas"),
        (template(short="{credor_nome} {link}"), "short", "Falta {itens}, que põe no texto a soma em uma linha"),
        (template(subject=" "), "subject", "Escreva o assunto do e-mail."),
        (
            template(subject="{credor_nome}: {total}"),
            "subject",
            "O assunto aparece na tela bloqueada: tire {total} dele.",
        ),
        (template(noun="título"), "noun", "Escolha como chamar o que se paga: conta, fatura, parcela, mensalidade."),
    ],
)
def test_a_template_with_a_mistake_is_refused_with_the_way_out(bad, field, phrase_start):
    found_field, phrase = refused(bad)
    assert (found_field, phrase[: len(phrase_start)]) == (field, phrase_start)
    with pytest.raises(Invalid):
        render(bad, facts())


def test_every_placeholder_has_a_text_for_complete_facts():
    complete = facts(NOVEMBER, BOOKS, credor_phone="(11) 4000-0099")
    assert all(placeholder.text(complete, "conta") for placeholder in PLACEHOLDERS.values())


# --- the templates that ship ----------------------------------------------------------------------------------------

EXPOSING = re.compile(r"débito|dívida|atras|vencid|cobran|inadimpl|pend[êe]n|R\$", re.IGNORECASE)
THREATENING = re.compile(
    r"pris|polícia|process|judicial|juiz|protest|serasa|spc|negativ|nome sujo|inadimpl|calote|obrigaç|obrigad[oa] a |"
    r"última chance|último aviso|urgente|imediat|medidas|consequên|sob pena|devedor\b|dívida|vergonha",
    re.IGNORECASE,
)
CASES = {
    "late": (NOVEMBER,),
    "not_yet_due": (BOOKS,),
    "many_late": (NOVEMBER, SEPTEMBER),
    "mixed": (NOVEMBER, SEPTEMBER, BOOKS),
}


@pytest.mark.parametrize("shipped", TEMPLATES, ids=lambda shipped: shipped.code)
class TestShipped:
    def test_it_has_no_mistake(self, shipped):
        check_template(shipped)

    @pytest.mark.parametrize("titulos", CASES.values(), ids=CASES)
    def test_its_subject_says_who_writes_and_exposes_nobody(self, shipped, titulos):
        subject = render(shipped, facts(*titulos)).subject
        assert subject.startswith("Colégio Exemplo: ")
        assert not EXPOSING.search(subject)
        assert len(subject) <= 78

    @pytest.mark.parametrize("channel", ["email", "sms", "phone"])
    @pytest.mark.parametrize("titulos", CASES.values(), ids=CASES)
    def test_it_neither_threatens_nor_shames(self, shipped, titulos, channel):
        assert not THREATENING.search(render(shipped, facts(*titulos), channel).text)

    @pytest.mark.parametrize("titulos", CASES.values(), ids=CASES)
    def test_it_carries_items_total_credor_link_and_answers(self, shipped, titulos):
        given = facts(*titulos)
        text = render(shipped, given).text
        assert money.format_brl(sum(one.total_cents for one in titulos)) in text
        for part in (
            "Valor original",
            "CNPJ 11.222.333/0001-81",
            "Rua do Exemplo, 10",
            given.link,
            "Já paguei",
            "Não reconheço",
            "Quero falar com alguém",
            "Não quero e-mail",
            "Como pagar",
        ):
            assert part in text

    @pytest.mark.parametrize("channel", ["email", "sms", "phone"])
    def test_no_text_is_left_half_written(self, shipped, channel):
        text = render(shipped, facts(NOVEMBER, BOOKS), channel).text
        assert not re.search(r"[{}]|  \S+  |\.\.|\. [a-zà-ú]|None", text.replace("\n  ", "\n"))

    def test_its_short_text_fits_a_whatsapp_bubble(self, shipped):
        assert len(render(shipped, facts(NOVEMBER, SEPTEMBER, BOOKS), "sms").text) <= 420
