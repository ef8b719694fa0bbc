"""What people write, as a bank can read it."""

import pytest

from adimple.domain.errors import Invalid
from adimple.domain.remessa import text
from adimple.domain.remessa.text import ascii_upper, cut, whole


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("São João", "SAO JOAO"),
        ("Jose\u0301", "JOSE"),
        ("Rua A – 12", "RUA A - 12"),
        ("Rua 12½", "RUA 12 1/2"),
        ("Straße", "STRASSE"),
        ("€ 1", "EUR 1"),
        ("1º  andar", "1O ANDAR"),
        ("Ana\u200b Exemplo", "ANA EXEMPLO"),
        ("Ｆｕｌｌ", "FULL"),
    ],
)
def test_text_becomes_plain(written, plain):
    assert ascii_upper(written, "name") == plain


@pytest.mark.parametrize("written", ["a\nb", "a\tb", "a\u2028b", "😀", "日本", "Ωmega"])
def test_what_has_no_plain_writing_is_refused_by_field(written):
    with pytest.raises(Invalid) as refused:
        ascii_upper(written, "pagador_name")
    assert refused.value.field == "pagador_name"


def test_the_width_is_looked_at_after_the_letters():
    assert cut("ßßß", "name", 5) == "SSSSS"
    assert cut("Ana Maria", "name", 4) == "ANA"
    with pytest.raises(Invalid):
        whole("ßßß", "control", 5)
    with pytest.raises(Invalid):
        cut(" \u200b ", "name", 5)


def test_a_letter_of_the_quick_table_is_written_as_when_taken_apart():
    assert len(text._LETTERS) == 50
    for code, plain in text._LETTERS.items():
        assert text._taken_apart(f"a{chr(code)} b", "name") == f"A{chr(plain)} B"


def test_an_accent_apart_after_an_accented_letter_is_dropped_too():
    assert ascii_upper("Sa\u0303o Joa\u0303o, Sé\u0301", "name") == "SAO JOAO, SE"
