"""A weak password is refused in words that say what to write instead."""

import pytest

from adimple.domain.errors import Invalid
from adimple.store.models import Account
from adimple.usecases import passwords

DONA = Account(email="dona.exemplo@escola.test", name="Dona Exemplo")


@pytest.mark.parametrize(
    ("password", "phrase"),
    [
        ("", "Crie uma senha. Três palavras juntas servem bem."),
        ("azul", "A senha tem 4 caracteres e precisa de ao menos 10. Três palavras juntas servem bem."),
        (
            "12345",
            "A senha tem 5 caracteres e precisa de ao menos 10; está entre as mais usadas, as primeiras que alguém "
            "tenta; é só de números, fácil de adivinhar. Três palavras juntas servem bem.",
        ),
        ("52998224725", "A senha é só de números, fácil de adivinhar. Três palavras juntas servem bem."),
        ("dona.exemplo", "A senha se parece com o seu nome ou o seu e-mail. Três palavras juntas servem bem."),
        ("ç" * 201, "A senha vai até 200 caracteres. Escolha uma mais curta."),
    ],
)
def test_a_weak_password_is_told_every_reason_and_the_way_out(password, phrase):
    with pytest.raises(Invalid) as invalid:
        passwords.check("password", password, DONA)
    assert (invalid.value.field, invalid.value.phrase) == ("password", phrase)


def test_three_words_serve():
    assert passwords.check("password", "tres palavras juntas", DONA) == "tres palavras juntas"
