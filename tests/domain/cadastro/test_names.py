import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import cadastro


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("  JOSÉ   Exemplo\tda Conceição ", "jose exemplo da conceicao"),
        ("Açougue Três Irmãos Ltda.", "acougue tres irmaos ltda."),
        ("Ana\u00a0Exemplo", "ana exemplo"),
        ("jose\u0301", "jose"),  # the accent as a character of its own
        ("", ""),
    ],
)
def test_spellings_of_a_name_fold_into_one_key(name, key):
    assert cadastro.fold_name(name) == key


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(name):
    assert cadastro.fold_name(cadastro.fold_name(name)) == cadastro.fold_name(name)
