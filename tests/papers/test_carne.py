"""The carnê: three slips a page, each read back as its own."""

from datetime import date

import pytest

from adimple.domain.errors import Invalid
from adimple.papers.carne import MAX_SLIPS, carne_pdf
from tests.papers import builders, reading

MADE_ON = date(2026, 11, 3)
NAME = "Carnê do acordo 7"


@pytest.fixture(scope="module")
def slips():
    return [builders.slip(number=number, cents=number * 12_345) for number in range(1, 8)]


@pytest.fixture(scope="module")
def carne(slips) -> bytes:
    return carne_pdf(slips, name=NAME, made_on=MADE_ON)


@pytest.mark.parametrize("dpi", [150, 300])
def test_seven_slips_fill_three_pages_in_order_and_each_code_reads_back(carne, slips, dpi):
    assert len(reading.opened(carne)) == 3
    for page in range(3):
        found = reading.scanned(carne, dpi, page)
        of_page = slips[page * 3 : page * 3 + 3]
        assert sorted(found["ITF"]) == sorted(slip.barcode for slip in of_page)
        assert sorted(found["QR Code"]) == sorted(slip.pix_code for slip in of_page)


def test_each_slip_has_its_words_on_the_ficha_and_on_the_stub(carne, slips):
    text = reading.words(carne)
    for slip in slips:
        assert slip.linha_digitavel in text
        assert text.count(slip.nosso_numero) == 2
        assert f"Parcela {slip.parcela} " in text
    assert text.count("Ana Exemplo da Conceição") == 14
    assert text.count("CNPJ 11.222.333/0001-81") == 14


def test_the_bars_of_a_carne_measure_as_those_of_a_boleto(carne):
    left, right, top, bottom, before, after = reading.bars_box(carne)
    assert (right - left, bottom - top) == (pytest.approx(103, abs=0.1), pytest.approx(13, abs=0.1))
    assert before >= 5
    assert after >= 5


def test_it_is_a_pdf_a_and_the_same_slips_give_the_same_bytes(carne, slips):
    reading.assert_is_archival(carne, name=NAME)
    assert carne_pdf(slips, name=NAME, made_on=MADE_ON) == carne


def test_the_longest_texts_stay_within_their_third_of_the_page():
    pdf = carne_pdf([builders.extreme(number=number) for number in (1, 2, 3)], name=NAME, made_on=MADE_ON)
    assert len(reading.opened(pdf)) == 1
    assert reading.piled(pdf) == []
    for letter, left, top, right, bottom in reading.letters(pdf):
        assert 4.5 <= left < right <= 205.5, letter
        assert right < 52 or left > 52, letter  # never over the vertical cut
        assert int(top // 99) == int(bottom // 99), letter  # nor over a horizontal one
    assert len(reading.scanned(pdf, 300)["ITF"]) == 3


@pytest.mark.parametrize("count", [0, MAX_SLIPS + 1])
def test_a_carne_of_none_or_of_too_many_is_refused(count):
    with pytest.raises(Invalid) as refused:
        carne_pdf([builders.slip()] * count, name=NAME, made_on=MADE_ON)
    assert refused.value.field == "boletos"
