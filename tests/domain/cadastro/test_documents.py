import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from validate_docbr import CNPJ, CPF

from adimple.domain import cadastro

ALPHANUMERIC = string.digits + string.ascii_uppercase


def _with_check_digits(base: str, weights: tuple[list[int], list[int]]) -> str:
    """Written from the text of the norm: sum of value × weight, 11 minus the rest, ten and eleven become zero."""
    for weight in weights:
        rest = sum((ord(char) - 48) * w for char, w in zip(base, weight, strict=True)) % 11
        base += str(0 if rest < 2 else 11 - rest)
    return base


CPF_WEIGHTS = (list(range(10, 1, -1)), list(range(11, 1, -1)))
CNPJ_WEIGHTS = ([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])

cpfs = (
    st.text("0123456789", min_size=9, max_size=9)
    .filter(lambda base: len(set(base)) > 1)
    .map(lambda base: _with_check_digits(base, CPF_WEIGHTS))
)
cnpjs = (
    st.text(ALPHANUMERIC, min_size=12, max_size=12)
    .filter(lambda base: len(set(base)) > 1)
    .map(lambda base: _with_check_digits(base, CNPJ_WEIGHTS))
)
numeric_cnpjs = (
    st.text("0123456789", min_size=12, max_size=12)
    .filter(lambda base: len(set(base)) > 1)
    .map(lambda base: _with_check_digits(base, CNPJ_WEIGHTS))
)


@given(cpfs)
def test_cpf_with_its_check_digits_is_valid_however_it_is_punctuated(cpf):
    for text in (cpf, cadastro.format_document(cpf), f" {cpf[:9]} {cpf[9:]}"):
        assert cadastro.read_cpf(text) == cadastro.Reading(True, cpf, None, None, None, "cpf")
    assert CPF().validate(cpf)


@given(cnpjs | numeric_cnpjs)
def test_cnpj_with_its_check_digits_is_valid_in_any_case_and_punctuation(cnpj):
    for text in (cnpj, cnpj.lower(), cadastro.format_document(cnpj)):
        assert cadastro.read_cnpj(text) == cadastro.Reading(True, cnpj, None, None, None, "cnpj")
    assert CNPJ().validate(cnpj)


@given(st.text("0123456789", min_size=11, max_size=11))
def test_cpf_verdict_is_the_oracle_s(text):
    assert cadastro.read_cpf(text).valid == CPF().validate(text)


@given(st.text(ALPHANUMERIC, min_size=12, max_size=12), st.text("0123456789", min_size=2, max_size=2))
def test_cnpj_verdict_is_the_oracle_s(base, check_digits):
    text = base + check_digits
    # The oracle lets repeated digits other than zero reach the arithmetic, which refuses them as well.
    assert cadastro.read_cnpj(text).valid == CNPJ().validate(text)


def _is_certain_to_show(delta: int, weights: tuple[int, int]) -> bool:
    """Two neighbouring rests give the check digit zero, so a change that moves both sums by 0 or ±1 may hide.

    Such pairs exist: 729.882.264-07 and 629.882.264-07 are both valid (the first digit weighs 10 and 11).
    """
    return any(delta * weight % 11 not in (0, 1, 10) for weight in weights)


@given(cpfs, st.integers(0, 10), st.integers(1, 9))
def test_one_changed_digit_makes_a_cpf_invalid(cpf, place, shift):
    changed = str((int(cpf[place]) + shift) % 10)
    if place < 9:
        delta = int(changed) - int(cpf[place])
        assume(_is_certain_to_show(delta, (CPF_WEIGHTS[0][place], CPF_WEIGHTS[1][place])))
    assert not cadastro.read_cpf(cpf[:place] + changed + cpf[place + 1 :]).valid


@given(cnpjs | numeric_cnpjs, st.integers(0, 13), st.sampled_from(ALPHANUMERIC))
def test_one_changed_character_makes_a_cnpj_invalid(cnpj, place, changed):
    assume(changed != cnpj[place])
    if place < 12:
        delta = ord(changed) - ord(cnpj[place])
        assume(_is_certain_to_show(delta, (CNPJ_WEIGHTS[0][place], CNPJ_WEIGHTS[1][place])))
    assert not cadastro.read_cnpj(cnpj[:place] + changed + cnpj[place + 1 :]).valid


@given(st.integers(10_000_000, 99_999_999), st.booleans())
def test_cpf_whose_zeros_a_spreadsheet_ate_is_put_back_and_said(number, two_zeros):
    base = f"{number // 10 if two_zeros else number:09d}"
    cpf = _with_check_digits(base, CPF_WEIGHTS)
    reading = cadastro.read_cpf(str(int(cpf)))
    assert (reading.valid, reading.normalised, reading.code) == (True, cpf, "zeros_a_esquerda")
    assert cadastro.format_document(cpf) in reading.phrase


def test_document_is_told_apart_by_its_length_and_letters():
    kinds = {
        "111.444.777-35": "cpf",
        "1234567890": "cpf",
        "11222333000181": "cnpj",
        "12.abc.345/01de-35": "cnpj",
        "360305000104": "cnpj",
    }
    for text, kind in kinds.items():
        reading = cadastro.read_document(text)
        assert (reading.valid, reading.kind) == (True, kind), text


@pytest.mark.parametrize(
    ("text", "code", "phrase"),
    [
        ("", "vazio", "CPF ou CNPJ não informado."),
        (" . ", "vazio", "CPF ou CNPJ não informado."),
        ("12345678", "tamanho", "O CPF tem 11 dígitos e o CNPJ, 14: vieram 8. Confira o número."),
        ("1", "tamanho", "O CPF tem 11 dígitos e o CNPJ, 14: veio 1. Confira o número."),
        ("123456789012345", "tamanho", "O CPF tem 11 dígitos e o CNPJ, 14: vieram 15. Confira o número."),
        ("11144477734", "digito_verificador", "CPF inválido: dígito verificador é 5, veio 4."),
        ("11222333000184", "digito_verificador", "CNPJ inválido: dígito verificador é 1, veio 4."),
        (
            "1,12223E+13",
            "notacao_cientifica",
            "CPF ou CNPJ veio em notação científica («1,12223E+13») e perdeu dígitos. Formate a coluna como texto.",
        ),
    ],
)
def test_document_refused_says_why(text, code, phrase):
    reading = cadastro.read_document(text)
    assert (reading.valid, reading.normalised, reading.code, reading.phrase) == (False, None, code, phrase)


@given(st.text(max_size=40))
def test_any_text_gets_a_reading(text):
    for read in (cadastro.read_cpf, cadastro.read_cnpj, cadastro.read_document, cadastro.read_cep):
        reading = read(text)
        assert reading.valid is (reading.normalised is not None)
