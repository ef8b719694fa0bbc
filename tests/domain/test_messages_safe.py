"""No fact or template breaks out of its place, and the shipped words neither expose nor threaten."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import messages, money
from adimple.domain.errors import Invalid
from adimple.domain.message_words import PLACEHOLDERS
from adimple.domain.messages import check_template, render
from adimple.domain.regua.templates import TEMPLATES
from tests.domain.message_builders import (
    BODY,
    BOOKS,
    NOVEMBER,
    SEPTEMBER,
    facts,
    line,
    refused,
    said,
    template,
)

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
