"""A nosso número with one wrong figure is not taken for another boleto's, where the line says whose it is."""

from datetime import date

import pytest

from adimple.domain.retorno.registered import Registered, contradiction
from tests.golden.cnab import files

# Line 3 of the story: título of 300,00, NF3, due 10/01/2026.
LATE = files.details(files.read(files.content("748-400")))[2]
OURS = Registered(300_00, 0, date(2026, 1, 10), "NF3")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"cents": 300_01}, "é o de um boleto de R$ 300,01, e a linha é de um de R$ 300,00"),
        ({"cents": 310_00, "abatimento_cents": 10_00}, ""),
        ({"seu_numero": "NF4"}, "é o do boleto de documento NF4, e a linha diz NF3"),
        ({"seu_numero": "00nf-3"}, ""),
        ({"seu_numero": "NF3", "due_on": date(2026, 2, 10)}, ""),  # changed at the bank: the document is the same
        ({"seu_numero": "", "due_on": date(2026, 2, 10)}, "vence em 10/02/2026, e a linha diz 10/01/2026"),
        ({"seu_numero": ""}, ""),
    ],
)
def test_a_line_is_of_the_boleto_whose_value_and_document_it_says(changes, said):
    fields = {name: getattr(OURS, name) for name in Registered.__slots__}
    given = contradiction(LATE, Registered(**fields | changes))
    assert said in given
    assert bool(given) is bool(said)


def test_a_line_that_says_neither_document_nor_day_is_believed():
    bare = LATE._replace(seu_numero="", due_on=None)
    assert contradiction(bare, OURS) == ""
