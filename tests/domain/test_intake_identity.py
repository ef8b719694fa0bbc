"""The same título and the same person keep their keys; what came twice is told; ways to pay are checked."""

import pytest

from adimple.domain.errors import Rejection
from tests.domain.intake_builders import accepted, read, rejected, sheet

# --- identity ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Nº título": "000123"}, {"Nº título": "123"}),
        ({"Nº título": "a 1"}, {"Nº título": "A1"}),
        ({"Parcela": "01/03"}, {"Parcela": "1 de 3"}),
        ({"Parcela": "001"}, {"Parcela": "1"}),
    ],
)
def test_what_spreadsheets_do_to_a_number_does_not_change_the_titulo(one, other):
    assert accepted(one)[0]["identity_key"] == accepted(other)[0]["identity_key"]


def test_serie_and_filial_number_apart():
    rows = accepted({"Filial": "01", "Série": "1"}, {"Filial": "02", "Série": "1"}, {"Filial": "02", "Série": "2"})
    assert [row["identity_key"] for row in rows] == ["n:A-1||1|01", "n:A-1||1|02", "n:A-1||2|02"]


def test_without_a_number_the_identity_is_derived_and_counts_equal_rows():
    none = {"Nº título": ""}
    rows = accepted(
        none, none, none | {"Valor": "850,01"}, none | {"Vencimento": "11/02/2026"}, none | {"Nome": "Ana X"}
    )
    keys = [row["identity_key"] for row in rows]
    assert all(row["identity_derived"] for row in rows)
    assert len(set(keys)) == 5
    assert accepted(none)[0]["identity_key"] == keys[0] != keys[1]


def test_the_derived_identity_of_a_row_is_always_this_one():
    # sha256("11144477735|2026-02-10|85000||1"), 40 characters. A change here would duplicate every such título.
    assert accepted({"Nº título": ""})[0]["identity_key"] == "d:deee1739d20587cfc1f9923cbae7c41e28049fc9"


def test_the_same_number_with_other_data_is_rejected_naming_both_lines():
    rows = ({}, {"Nº título": "B"}, {"Valor": "900,00"})
    phrase = (
        "O título A-1 está na linha 2 e, com outros dados, na linha 4. "
        "Se são parcelas, preencha a coluna Parcela; senão, deixe só uma."
    )
    assert rejected(*rows) == [Rejection(4, "Nº título", "titulo.duplicado", phrase)]
    (rejection,) = rejected({"Parcela": "1"}, {"Parcela": "1", "Valor": "900,00"})
    assert rejection.phrase == "O título A-1, parcela 1, está na linha 2 e, com outros dados, na linha 3. Deixe só uma."


def test_the_same_row_twice_is_left_aside_with_a_notice():
    result = read(sheet({}, {}, {}))
    assert (result.accepted.height, result.skipped) == (1, 2)
    assert [(notice.phrase, notice.lines) for notice in result.notices if notice.code == "titulo.repetido"] == [
        ("Repetidas e iguais a uma linha anterior: 2 linhas, deixadas de lado.", (3, 4))
    ]


def test_a_rejected_row_does_not_hold_the_number_of_the_good_one():
    result = read(sheet({"Valor": "x"}, {}))
    assert result.accepted["line"].to_list() == [3]


# --- ways to pay ---


# Banco do Brasil, no due date, R$ 10,00, campo livre of zeros. Field 1 is 001900000: from the right the weights 2, 1
# give 1 × 2 + 9 × 1 = 11, so its digit is 9. The 43 digits under weights 2…9 give 1 × 6 + 9 × 9 + 1 × 2 = 89;
# 89 mod 11 = 1; 11 − 1 = 10 becomes 1.
LINHA = "00190.00009 00000.000000 00000.000000 1 00000000001000"
PIX = "00020126330014BR.GOV.BCB.PIX0111111444777355204000053039865802BR5911ANA EXEMPLO6009SAO PAULO62070503***6304"


def crc16(text):
    """CRC-16/CCITT-FALSE bit by bit, as the manual of the BR Code describes it."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
            crc &= 0xFFFF
    return f"{crc:04X}"


def test_ways_to_pay_are_kept_as_issued_when_they_check():
    pix, link = PIX + crc16(PIX), "https://pague.exemplo.test/1"
    (row,) = accepted({"Linha digitável": LINHA, "Pix copia e cola": pix, "Link de pagamento": link})
    assert row["linha_digitavel"] == "00190000090000000000000000000000100000000001000"
    assert (row["pix_copia_e_cola"], row["link_pagamento"]) == (pix, link)


@pytest.mark.parametrize(
    ("column", "text", "field"),
    [
        ("Linha digitável", "00190.00009 00000.000000 00000.000000 9 00000000001000", "linha_digitavel"),
        ("Linha digitável", "123", "linha_digitavel"),
        ("Link de pagamento", "javascript:alert(1)", "link_pagamento"),
        ("Link de pagamento", "http://pague.exemplo.test", "link_pagamento"),
        ("Pix copia e cola", "00020126360014BR.GOV.BCB.PIX6304FFFF", "pix_copia_e_cola"),
    ],
)
def test_a_way_to_pay_that_does_not_check_is_ignored_and_told(column, text, field):
    result = read(sheet({column: text}))
    assert result.accepted[field].to_list() == [""]
    assert any(code in {"linha.ignorada", "link.ignorado", "pix.ignorado"} for code in (n.code for n in result.notices))
