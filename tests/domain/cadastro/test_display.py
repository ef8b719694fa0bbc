import pytest

from adimple.domain import cadastro


@pytest.mark.parametrize(
    ("show", "normalised", "shown"),
    [
        (cadastro.format_document, "12345678909", "123.456.789-09"),
        (cadastro.format_document, "12ABC34501DE35", "12.ABC.345/01DE-35"),
        (cadastro.format_document, "derivado", "derivado"),
        (cadastro.mask_document, "12345678909", "***.456.789-**"),
        (cadastro.mask_document, "11222333000181", "**.222.333/****-**"),
        (cadastro.mask_document, "123", "***"),
        (cadastro.public_document, "12345678909", "***.456.789-**"),
        (cadastro.public_document, "11222333000181", "11.222.333/0001-81"),
        (cadastro.format_phone, "+5511987654321", "(11) 98765-4321"),
        (cadastro.format_phone, "1134567890", "(11) 3456-7890"),
        (cadastro.format_phone, "08001234567", "0800 123 4567"),
        (cadastro.format_phone, "40041234", "4004-1234"),
        (cadastro.format_phone, "+12125550100", "+1 212-555-0100"),
        (cadastro.format_phone, "+", "+"),
        (cadastro.mask_phone, "+5511987654321", "(11) *****-4321"),
        (cadastro.mask_phone, "1134567890", "(11) ****-7890"),
        (cadastro.mask_phone, "+12125550100", "***0100"),
        (cadastro.mask_phone, "190", "***"),
        (cadastro.mask_email, "ana.exemplo@empresa.test", "a***@empresa.test"),
        (cadastro.mask_email, "sem arroba", "***"),
        (cadastro.mask_email, "", "***"),
        (cadastro.format_cep, "01310100", "01310-100"),
        (cadastro.format_cep, "", ""),
    ],
)
def test_value_is_shown(show, normalised, shown):
    assert show(normalised) == shown
