"""What the typeface can print, and what stands in for the rest."""

import pytest

from adimple.domain.errors import Invalid
from adimple.papers import lettering
from adimple.papers.boleto import boleto_pdf
from adimple.papers.lettering import legible
from tests.papers import builders, reading


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("João d'Ávila & Cia. Ltda. «ME» — 2ª via", "João d'Ávila & Cia. Ltda. «ME» — 2ª via"),
        ("Joa\u0303o", "João"),  # composed
        ("  duas\tpalavras\r\nem\u2028linhas ", "duas palavras em linhas"),
        ("Ｅｘｅｍｐｌｏ ﬁel ẟ", "Exemplo fiel ?"),
        ("山田 Иван 👍🏽", "?? ???? ??"),
        ("in\u00advis\u200díveis\u202e", "invisíveis"),
        ("x" * 45, "x" * 20 + "\u200b" + "x" * 20 + "\u200b" + "x" * 5),
    ],
)
def test_strange_letters_become_the_nearest_that_can_be_printed(text, printed):
    assert legible(text) == printed


def test_a_field_of_more_than_600_letters_is_refused():
    assert legible("a " * 300) == ("a " * 300).strip()
    with pytest.raises(Invalid) as refused:
        legible("a" * 601)
    assert refused.value.field == "texto"


def test_each_letter_said_to_be_printed_has_its_drawing():
    every = "".join(letter for letter in map(chr, range(0x20, 0x2800)) if lettering._PRINTED.fullmatch(letter))
    assert len(every) == 437
    for start in range(0, len(every), 120):
        some = every[start : start + 120]
        pdf = boleto_pdf(builders.slip(pix_code="", referente=some), made_on=builders.ISSUED_ON)
        assert reading.squeezed(legible(some)) in reading.squeezed(reading.words(pdf))
