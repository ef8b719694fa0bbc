"""The boleto on paper: read back by a scanner, word by word, and measured."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adimple.domain.errors import Invalid
from adimple.papers.boleto import Party, boleto_pdf
from adimple.papers.lettering import legible
from tests.papers import builders, reading

MADE_ON = date(2026, 11, 3)
SIGNS = "#$\\\"[]*_`@<>{}~^/&%'=+-.;:!()|áçÃÜß€ªº"


@pytest.fixture(scope="module")
def hybrid() -> bytes:
    return boleto_pdf(builders.slip(), made_on=MADE_ON)


@pytest.mark.parametrize("dpi", [150, 300])
def test_a_scanner_reads_the_bars_and_the_qr_as_they_were_given(hybrid, dpi):
    slip = builders.slip()
    found = reading.scanned(hybrid, dpi)
    assert found == {"ITF": [slip.barcode], "QR Code": [slip.pix_code]}


@pytest.mark.parametrize("number", range(2, 22))
def test_every_other_number_reads_back_too(number):
    slip = builders.slip(number=number * 3_141_59, cents=number * 123_457)
    found = reading.scanned(boleto_pdf(slip, made_on=MADE_ON), 150)
    assert found == {"ITF": [slip.barcode], "QR Code": [slip.pix_code]}


def test_the_bars_are_103_by_13_mm_with_5_mm_of_white_beside_them(hybrid):
    left, right, top, bottom, before, after = reading.bars_box(hybrid)
    assert (right - left, bottom - top) == (pytest.approx(103, abs=0.1), pytest.approx(13, abs=0.1))
    assert before >= 5
    assert after >= 5
    for letter, start, high, end, low in reading.letters(hybrid):
        assert end < left - 5 or start > right + 5 or low < top or high > bottom, letter


def test_every_field_is_printed_in_words_that_can_be_copied(hybrid):
    slip, text = builders.slip(), reading.words(hybrid)
    once = ("issued_on", "processed_on", "carteira", "especie", "aceite", "moeda", "referente", "local_de_pagamento")
    for name in once:
        assert getattr(slip, name) in text, name
    for name in ("bank_name", "bank_header", "linha_digitavel", "nosso_numero", "numero", "due_on", "agencia_codigo"):
        assert text.count(getattr(slip, name)) >= 2, name
    for party in (slip.beneficiario, slip.pagador):
        for part in (party.name, party.document, party.address):
            assert text.count(part) == 2, part
    for line in slip.instrucoes:
        assert text.count(line) == 2, line
    for label in ("Recibo do pagador", "Ficha de compensação", "Beneficiário final", "Pague com Pix", "Uso do banco"):
        assert label in text
    assert reading.squeezed(slip.pix_code) in reading.squeezed(text)


def test_one_without_pix_has_no_qr_and_does_not_speak_of_it():
    pdf = boleto_pdf(builders.slip(pix_code=""), made_on=MADE_ON)
    assert list(reading.scanned(pdf, 150)) == ["ITF"]
    assert "Pix" not in reading.words(pdf)


def test_the_beneficiario_final_is_named_when_there_is_one():
    final = Party("Fundo Exemplo de Direitos Creditórios", "CNPJ 33.000.167/0001-01")
    assert f"{final.name} · {final.document}" in reading.words(
        boleto_pdf(builders.slip(beneficiario_final=final), made_on=MADE_ON)
    )


def test_it_is_a_pdf_a_with_its_fonts_its_name_and_its_language(hybrid):
    reading.assert_is_archival(hybrid, name="Boleto NF-1")
    assert len(reading.opened(hybrid)) == 1
    assert reading.opened(hybrid).get_metadata_dict()["CreationDate"].startswith("D:20261103")


def test_the_same_slip_gives_the_same_bytes_and_another_day_others(hybrid):
    boleto_pdf(builders.slip(number=2), made_on=MADE_ON)
    assert boleto_pdf(builders.slip(), made_on=MADE_ON) == hybrid
    assert boleto_pdf(builders.slip(), made_on=date(2026, 11, 4)) != hybrid


def test_the_longest_texts_shrink_and_leave_neither_the_page_nor_their_place():
    pdf = boleto_pdf(builders.extreme(), made_on=MADE_ON)
    assert len(reading.opened(pdf)) == 1
    assert reading.piled(pdf) == []
    for letter, left, top, right, bottom in reading.letters(pdf):
        assert 14.5 <= left < right <= 195.5, letter
        assert 13 <= top < bottom <= 283, letter
    assert list(reading.scanned(pdf, 300)) == ["QR Code", "ITF"]


@pytest.mark.parametrize("name", ["", "x"])
def test_a_slip_without_instructions_or_with_next_to_nothing_is_still_whole(name):
    slip = builders.slip(instrucoes=(), referente="", pagador=Party(name, ""))
    assert reading.scanned(boleto_pdf(slip, made_on=MADE_ON), 150)["ITF"] == [slip.barcode]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from(SIGNS) | st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=24))
def test_no_name_is_read_as_a_command(name):
    slip = builders.slip(pix_code="", pagador=replace(builders.PAGADOR, name=f"Ana {name} Exemplo"))
    text = reading.squeezed(reading.words(boleto_pdf(slip, made_on=MADE_ON)))
    assert text.count(reading.squeezed(legible(f"Ana {name} Exemplo · CPF"))) == 2


@pytest.mark.parametrize(
    "name", ['#panic("x")', "$ x $", "\\u{41}", "#sys.inputs", "*forte*", "[a]", '"', "// nada", "= 1"]
)
def test_what_typst_would_read_is_printed_as_it_is(name):
    pdf = boleto_pdf(builders.slip(pix_code="", pagador=Party(name, "CPF 529.982.247-25")), made_on=MADE_ON)
    assert reading.words(pdf).count(f"{name} · CPF") == 2


@pytest.mark.parametrize("barcode", ["", "1" * 43, "3419" + "x" * 40])
def test_a_wrong_bar_code_prints_nothing(barcode):
    with pytest.raises(Invalid) as refused:
        boleto_pdf(builders.slip(barcode=barcode), made_on=MADE_ON)
    assert refused.value.field == "barcode"
