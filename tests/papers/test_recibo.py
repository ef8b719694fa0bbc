"""Recibo and termo de quitação: what they must say, and that no fact bends them."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adimple.domain.errors import Invalid
from adimple.papers.boleto import Party
from adimple.papers.lettering import legible
from adimple.papers.recibo import quitacao_pdf, recibo_pdf
from tests.papers import builders, reading

MADE_ON = date(2026, 11, 13)
LONG = Party("Companhia Exemplo de Nomes Compridos " * 5, "CNPJ 11.222.333/0001-81", "W" * 300)


def test_a_recibo_says_what_came_and_how_it_was_laid_on_each_titulo():
    text = reading.words(recibo_pdf(builders.recibo(), made_on=MADE_ON))
    assert "Recibo de pagamento 2026-0001" in text
    assert "Recebemos R$ 1.000,00, em 12/11/2026, por Pix (E00000000202611121030exemplo0001)." in text
    assert "NF-1 10/10/2026 5,00 10,00 500,00 515,00 Quitado" in text
    assert "NF-2 10/11/2026 485,00 485,00 15,00" in text
    assert "primeiro os juros, depois a multa e por fim o principal" in text
    assert "NF-1: Era o de vencimento mais antigo" in text
    for party in (builders.BENEFICIARIO, builders.PAGADOR):
        assert all(part in text for part in (party.name, party.document, party.address))
    assert "São Paulo/SP, 12/11/2026." in text
    assert "código RCB-2026-0001 em escola.exemplo.test/conferir" in text


def test_a_column_that_no_titulo_fills_is_left_out():
    text = reading.words(recibo_pdf(builders.recibo(), made_on=MADE_ON))
    assert "Título Vencimento Juros Multa Principal Pago Resta" in text
    assert "Correção" not in text


def test_who_paid_for_the_devedor_and_what_was_left_over_are_told():
    payment = builders.payment(paid_by="Carla Exemplo", leftover="35,00")
    text = reading.words(recibo_pdf(builders.recibo(payment=payment), made_on=MADE_ON))
    assert "por Pix, pago por Carla Exemplo (E0" in text
    assert "Sobraram R$ 35,00: o pagamento passou do que era devido" in text


def test_a_quitacao_names_all_that_the_law_asks():
    # Código Civil art. 320: amount and kind of the debt, devedor, time and place of payment, signature of the credor.
    text = reading.words(quitacao_pdf(builders.quitacao(), made_on=MADE_ON))
    assert "Escola Exemplo Ltda. declara que recebeu R$ 515,00 e dá a Ana Exemplo da Conceição quitação plena" in text
    assert "NF-1 Mensalidade de outubro de 2026 10/10/2026 12/11/2026 500,00 515,00" in text
    assert "R$ 515,00, em 12/11/2026, por Pix (E00000000202611121030exemplo0001)." in text
    assert "NF-1 10/10/2026 5,00 10,00 500,00 515,00 Quitado" in text
    assert "São Paulo/SP, 13/11/2026." in text
    assert "Bruno Exemplo, diretor financeiro Escola Exemplo Ltda. CNPJ 11.222.333/0001-81" in text


@pytest.mark.parametrize(
    ("pdf", "name"),
    [
        (recibo_pdf(builders.recibo(), made_on=MADE_ON), "Recibo 2026-0001"),
        (quitacao_pdf(builders.quitacao(), made_on=MADE_ON), "Termo de quitação 2026-0002"),
    ],
    ids=["recibo", "quitacao"],
)
def test_they_are_pdf_a(pdf, name):
    reading.assert_is_archival(pdf, name=name)
    assert len(reading.opened(pdf)) == 1


def test_equal_facts_give_equal_bytes():
    assert recibo_pdf(builders.recibo(), made_on=MADE_ON) == recibo_pdf(builders.recibo(), made_on=MADE_ON)
    assert quitacao_pdf(builders.quitacao(), made_on=MADE_ON) == quitacao_pdf(builders.quitacao(), made_on=MADE_ON)


def test_thirty_titulos_with_the_longest_texts_go_on_over_pages_and_stay_on_them():
    one = builders.payment().imputacoes[0]
    whole = {"juros", "multa", "correcao", "principal", "discount", "paid", "left"}
    filled = replace(one, numero="W" * 60, **dict.fromkeys(whole, "100.000.000.000,00"))
    titulo = replace(builders.quitacao().titulos[0], numero="W" * 60, kind="M" * 300, principal="100.000.000.000,00")
    payment = builders.payment(imputacoes=(filled,) * 30, paid_by="W" * 200)
    pdf = quitacao_pdf(
        builders.quitacao(credor=LONG, devedor=LONG, titulos=(titulo,) * 30, payments=(payment,), signer="W" * 200),
        made_on=MADE_ON,
    )
    pages = len(reading.opened(pdf))
    assert pages >= 3
    assert f"Página {pages} de {pages}" in reading.words(pdf)
    for page in range(pages):
        assert reading.piled(pdf, page) == []
        for letter, left, top, right, bottom in reading.letters(pdf, page):
            assert 14.5 <= left < right <= 195.5, letter
            assert 14 <= top < bottom <= 293, letter


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from('#$\\"[]*_`@<>{}~áç ') | st.characters(categories=["L", "N", "P"]), max_size=20))
def test_no_fact_of_a_quitacao_is_read_as_a_command(told):
    strange = f"x{told}x"
    paper = builders.quitacao()
    paper = replace(paper, **{one.name: strange for one in fields(paper) if isinstance(getattr(paper, one.name), str)})
    text = reading.squeezed(reading.words(quitacao_pdf(paper, made_on=MADE_ON)))
    # numero, total (twice), date, place, signer, order, code, check_at, contact: each stands on the page as it came.
    assert text.count(reading.squeezed(legible(strange))) >= 9


def test_a_recibo_of_nothing_and_a_quitacao_of_no_titulo_are_refused():
    with pytest.raises(Invalid) as refused:
        recibo_pdf(builders.recibo(payment=builders.payment(imputacoes=())), made_on=MADE_ON)
    assert refused.value.field == "imputacoes"
    with pytest.raises(Invalid) as refused:
        quitacao_pdf(builders.quitacao(titulos=()), made_on=MADE_ON)
    assert refused.value.field == "titulos"
