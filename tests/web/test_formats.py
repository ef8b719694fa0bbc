"""How values are written for Brazilians, and the pieces that repeat."""

from datetime import UTC, date, datetime

import pytest
from django.utils.safestring import mark_safe

from adimple.domain.errors import Invalid
from adimple.web import formats, forms, pieces


def test_money_does_not_break_from_its_sign():
    assert formats.brl(123_456_78) == "R$\N{NO-BREAK SPACE}123.456,78"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("52998224725", "***.982.247-**"),
        ("11222333000181", "11.222.333/0001-81"),
        ("12ABC34501DE35", "12.ABC.345/01DE-35"),
        ("", ""),
    ],
)
def test_a_cpf_is_masked_and_a_firm_s_cnpj_is_not(value, written):
    assert formats.document(value) == written


def test_an_instant_is_shown_in_the_hour_of_sao_paulo():
    # 02h30 UTC on the 25th is 23h30 on the 24th there.
    assert formats.moment_br(datetime(2026, 11, 25, 2, 30, tzinfo=UTC)) == "24/11/2026 23h30"


def test_a_day_is_shown_as_brazilians_write_it():
    assert formats.date_br(date(2026, 1, 31)) == "31/01/2026"
    assert formats.weekday_br(date(2026, 11, 24)) == "terça-feira"


@pytest.mark.parametrize(("quantity", "words"), [(0, "0 títulos"), (1, "1 título"), (18_412, "18.412 títulos")])
def test_a_quantity_agrees_with_its_noun(quantity, words):
    assert formats.plural(quantity, "título,títulos") == words


@pytest.mark.parametrize(
    ("days_late", "chip"),
    [(-5, "a0"), (0, "a0"), (1, "a1"), (30, "a1"), (31, "a2"), (90, "a3"), (91, "a4"), (181, "a5")],
)
def test_the_chip_of_a_delay_has_the_colour_of_its_band(days_late, chip):
    assert f'age {chip}"' in pieces.age(days_late)


def test_one_day_is_singular():
    assert "1 dia<" in pieces.age(1)
    assert "2 dias<" in pieces.age(2)


@pytest.mark.parametrize(("part", "whole", "width"), [(0, 100, 0), (1, 1_000, 1), (50, 100, 50), (0, 0, 0)])
def test_a_bar_is_as_wide_as_its_part_and_never_invisible_when_there_is_some(part, whole, width):
    assert f'width="{width}"' in pieces.bar(part, whole)


def test_words_in_a_chip_are_never_markup():
    assert "&lt;b&gt;" in pieces.chip("<b>")


@pytest.mark.parametrize("typed", ["24/11/2026", "2026-11-24"])
def test_a_date_is_read_as_typed_or_as_a_browser_sends_it(typed):
    assert forms.parse_date(typed) == date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["11/24/2026", "31/02/2026", "amanhã", "", "24/11/26"])
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(Invalid):
        forms.parse_date(typed)


@pytest.mark.parametrize("typed", ["-1", "1,5", "", "²", "9999999999"])
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(Invalid):
        forms.parse_whole(typed)


def test_a_form_keeps_the_first_complaint_of_a_field():
    form = forms.Form({"valor": "x"})
    form.read("valor", forms.parse_whole)
    form.note(Invalid("valor", "outra"))

    assert form.errors == {"valor": "Escreva um número inteiro, de zero em diante."}


def test_a_long_text_breaks_where_people_would_break_it_and_stays_escaped():
    assert formats.breakable("ana.b@exemplo.test") == "ana.<wbr>b<wbr>@exemplo.<wbr>test"
    assert formats.breakable("<b>") == "&lt;b&gt;"


def test_a_chip_of_a_text_that_was_once_safe_is_escaped_when_it_is_not():
    assert "<b>ok</b>" in pieces.chip(mark_safe("<b>ok</b>"), "wait")
    assert "&lt;b&gt;ok&lt;/b&gt;" in pieces.chip("<b>ok</b>", "wait")
