"""What a row owes and since when: amounts by the column's convention, dates day first, rows no longer owed."""

from datetime import date

import pytest

from adimple.domain import limits
from adimple.domain.errors import Rejection
from tests.domain.intake_builders import accepted, notices, read, rejected, sheet

NEGATIVE = "Valor negativo parece crédito do devedor, não dívida. Retire a linha."

# --- money ---


@pytest.mark.parametrize(
    ("values", "cents"),
    [
        (["1.250,00", "1.250"], [125_000, 125_000]),  # the first can only be Brazilian
        (["R$ 1.250,5", "850.00", "12"], [125_050, 85_000, 1200]),
        (["1250.50", "1,250"], [125_050, 125_000]),  # no value can only be Brazilian, one can only be foreign
        (["1,250.00", "850.00"], [125_000, 85_000]),
        (["1.250", "2.300"], [125_000, 230_000]),  # two readings: Brazil's, and a notice
        (["100,0000", "0,01"], [10_000, 1]),
        (["100.000.000.000,00"], [limits.MAX_PRINCIPAL_CENTS]),
    ],
)
def test_the_column_decides_how_its_amounts_are_written(values, cents):
    rows = accepted(*({"Nº título": f"{turn}", "Valor": value} for turn, value in enumerate(values)))
    assert [row["principal_cents"] for row in rows] == cents


def test_a_column_of_two_readings_is_decided_and_told():
    told = notices({"Valor": "1.250"}, {"Nº título": "2", "Valor": "850"})
    assert told["valor.convencao"].phrase == (
        "«Valor»: nenhum valor tem centavos; lemos o ponto como milhar: 1.250 é mil duzentos e cinquenta reais. "
        "Confira."
    )


@pytest.mark.parametrize(
    ("values", "code", "phrase"),
    [
        (["1.250,00", "1,250.00"], "valor.formato",
         "«1,250.00» está no formato de outro país, e a coluna está no do Brasil. Escreva 1.250,00."),
        (["1250.50", "1.250"], "valor.ambiguo",
         "Valor ambíguo: «1.250». A coluna usa ponto para os centavos; escreva com duas casas decimais."),
        (["1.250,00", "1,250"], "valor.invalido", "Valor ambíguo: «1,250». Escreva 1.250,00 ou 1,25."),
        (["1,00", "10,555"], "valor.invalido", "Valor ambíguo: «10,555». Escreva 10.555,00 ou 10,55."),
        (["1,00", "1234,567"], "valor.invalido",
         "Valor com mais de duas casas decimais: «1234,567». Arredonde para centavos."),
        (["1,00", "0,00"], "valor.zero", "O valor é zero. Confira; se o título foi pago, retire a linha."),
        (["1,00", "-850,00"], "valor.negativo", NEGATIVE),
        (["1,00", "850,00-"], "valor.negativo", NEGATIVE),
        (["1,00", ""], "valor.vazio", "Falta o valor. Escreva como 1.234,56."),
        (["1,00", "1,5E+03"], "valor.invalido", "Valor não reconhecido: «1,5E+03». Escreva como 1.234,56."),
        (["1,00", "100.000.000.000,01"], "valor.invalido", "Valor acima do limite de R$ 100.000.000.000,00."),
        (["1,00", "cem"], "valor.invalido", "Valor não reconhecido: «cem». Escreva como 1.234,56."),
    ],
)  # fmt: skip
def test_an_amount_that_is_not_certain_is_rejected(values, code, phrase):
    rows = ({"Nº título": f"{turn}", "Valor": value} for turn, value in enumerate(values))
    assert rejected(*rows) == [Rejection(len(values) + 1, "Valor", code, phrase)]


def test_the_balance_is_what_is_owed_and_the_original_stays_the_identity():
    (row,) = accepted({"Valor": "1.000,00", "Saldo": "600,00"})
    assert (row["principal_cents"], row["original_cents"]) == (60_000, 100_000)


def test_a_balance_above_the_original_has_encargos_and_is_not_used():
    (row,) = accepted({"Valor": "1.000,00", "Saldo": "1.023,33"})
    assert (row["principal_cents"], row["original_cents"]) == (100_000, 100_000)
    assert notices({"Valor": "1.000,00", "Saldo": "1.023,33"})["valor.saldo_maior"].phrase == (
        "O saldo é maior que o valor original em 1 linha: usamos o original, sem os encargos já somados."
    )


def test_a_part_payment_without_balance_is_not_guessed():
    phrase = "A planilha não diz quanto falta. Inclua a coluna «Saldo em aberto» ou registre o pagamento."
    expected = [Rejection(2, "Saldo em aberto", "titulo.parcial_sem_saldo", phrase)]
    assert rejected({"Valor": "1.000,00", "Valor pago": "400,00"}) == expected
    assert rejected({"Situação": "Parcialmente pago"}) == expected


# --- dates ---


@pytest.mark.parametrize(
    "text",
    [
        "10/02/2026",
        "10.02.2026",
        "10-2-26",
        "2026-02-10",
        "20260210",
        "2026-02-10T00:00:00",
        "10/02/2026 00:00",
        "46063",
    ],
)
def test_a_due_date_is_read_as_people_and_systems_write_it(text):
    assert accepted({"Vencimento": text})[0]["due_on"] == date(2026, 2, 10)


@pytest.mark.parametrize(
    ("text", "code", "phrase"),
    [
        ("31/11/2026", "data.invalida", "Não existe dia 31: novembro de 2026 vai de 1 a 30."),
        ("10/13/2026", "data.invalida", "Não existe mês 13. Escreva dia/mês/ano, como 31/01/2026."),
        ("10/02/1899", "data.invalida", "Ano 1899 fora do limite (1990 a 2100)."),
        (
            "dez de março",
            "data.invalida",
            "Data não reconhecida: «dez de março». Escreva dia/mês/ano, como 31/01/2026.",
        ),
        ("", "vencimento.vazio", "Falta o vencimento. Escreva como 31/01/2026."),
        ("00/00/0000", "vencimento.vazio", "Falta o vencimento. Escreva como 31/01/2026."),
    ],
)
def test_an_impossible_due_date_is_rejected(text, code, phrase):
    assert rejected({"Vencimento": text}) == [Rejection(2, "Vencimento", code, phrase)]


def test_one_slip_does_not_turn_the_column_to_month_first():
    rows = [{"Nº título": f"{day}", "Vencimento": f"0{day}/02/2026"} for day in range(1, 4)]
    result = read(sheet(*rows, {"Nº título": "9", "Vencimento": "02/13/2026"}))
    assert result.accepted["due_on"].to_list() == [date(2026, 2, day) for day in (1, 2, 3)]
    assert [rejection.line for rejection in result.rejections] == [5]


def test_a_column_that_only_makes_sense_month_first_is_read_so_and_told():
    rows = [{"Nº título": "1", "Vencimento": "02/13/2026"}, {"Nº título": "2", "Vencimento": "03/25/2026"},
            {"Nº título": "3", "Vencimento": "04/05/2026"}]  # fmt: skip
    assert [row["due_on"] for row in accepted(*rows)] == [date(2026, 2, 13), date(2026, 3, 25), date(2026, 4, 5)]
    assert "data.mes_primeiro" in notices(*rows)


def test_a_date_of_issue_that_cannot_be_is_ignored():
    rows = accepted({"Emissão": "31/02/2026"}, {"Nº título": "2", "Emissão": "11/02/2026"})
    assert [row["issued_on"] for row in rows] == [None, None]


def test_a_far_due_date_enters_with_a_notice():
    assert notices({"Vencimento": "10/02/2062"})["vencimento.distante"].lines == (2,)


# --- rows no longer owed ---


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Situação": "Recebido"}, "titulo.pago"),
        ({"Situação": "LIQUIDADO"}, "titulo.pago"),
        ({"Situação": "Cancelado"}, "titulo.cancelado"),
        ({"Situação": "Renegociada"}, "titulo.cancelado"),
        ({"Saldo": "0,00"}, "titulo.pago"),
        ({"Valor recebido": "850,00"}, "titulo.pago"),
        ({"Valor recebido": "Sim"}, "titulo.pago"),
        ({"Data de pagamento": "11/02/2026"}, "titulo.pago"),
        ({"E1_TIPO": "NCC"}, "titulo.credito"),
        ({"E1_TIPO": "AB-"}, "titulo.credito"),
    ],
)
def test_a_row_no_longer_owed_is_left_aside_even_when_it_has_faults(row, code):
    result = read(sheet(row | {"CPF/CNPJ": "1"}, {"Nº título": "B"}))
    assert (result.accepted["line"].to_list(), result.skipped, result.rejections) == ([3], 1, [])
    assert [(notice.code, notice.lines) for notice in result.notices] == [(code, (2,))] + [
        (notice.code, notice.lines) for notice in result.notices[1:]
    ]


@pytest.mark.parametrize("status", ["Em aberto", "A receber", "Vencido", "ATRASADO", "Pendente", "", "Protestado"])
def test_an_open_row_enters_whatever_its_system_calls_it(status):
    assert len(accepted({"Situação": status})) == 1


def test_a_standing_we_do_not_know_is_not_guessed():
    phrase = "Não sabemos se «Suspenso» quer dizer em aberto. Escreva Em aberto, Recebido ou Cancelado."
    assert rejected({"Situação": "Suspenso"}) == [Rejection(2, "Situação", "situacao.desconhecida", phrase)]
