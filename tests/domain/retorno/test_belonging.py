"""A first line that names a convênio, and one that does not."""

from adimple.domain.bank import Convenio
from adimple.domain.retorno.belonging import names
from tests.usecases.money_in import retorno_400

HEADER = retorno_400().split(b"\r\n", maxsplit=1)[0]


def test_the_account_in_the_header_names_the_convenio():
    assert names(HEADER, Convenio(agencia="1234", conta="56789", conta_dv="0"))
    assert not names(HEADER, Convenio(agencia="1234", conta="11111", conta_dv="0"))


def test_the_code_of_the_beneficiario_names_it_whatever_zeros_come_before():
    header = HEADER[:26] + b"0000000000000123456 " + HEADER[46:]
    assert names(header, Convenio(beneficiario="0123456"))


def test_a_code_too_short_names_nothing():
    assert not names(HEADER, Convenio(beneficiario="123"))


def test_a_240_is_named_by_its_own_columns():
    header = b"03300000" + b" " * 9 + b"211222333000181" + b"0000987654321".ljust(60) + b" " * 140
    assert names(header, Convenio(beneficiario="987654321"))
