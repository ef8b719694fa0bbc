"""A sheet of payments: what was paid, when, and by what the título is found."""

from dataclasses import fields
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adimple.domain import intake
from adimple.domain.errors import Invalid, Rejection
from adimple.domain.titulo import StatedPayment

ON = date(2026, 3, 1)
GOOD_ROW = {"Nº título": "A-1", "Parcela": "1/3", "Data de pagamento": "12/02/2026", "Valor pago": "850,00"}


def sheet(*rows):
    full = [GOOD_ROW | row for row in rows]
    names = list(dict.fromkeys(name for row in full for name in row))
    columns = {name: [row.get(name, "") for row in full] for name in names}
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)).with_columns(
        line=pl.int_range(2, len(full) + 2, dtype=pl.Int64)
    )


def read(*rows):
    frame = sheet(*rows)
    result = intake.read_payments(frame, intake.recognise(frame.columns[:-1], kind=intake.PAYMENTS), ON)
    assert result.accepted.height + len(result.rejections) + result.skipped == result.rows == frame.height
    assert dict(result.accepted.schema) == intake.ACCEPTED_PAYMENT
    return result


def test_a_whole_row_becomes_a_payment():
    (row,) = read({"CPF/CNPJ": "111.444.777-35", "Nome": "Ana Exemplo", "Nosso número": "00012"}).accepted.rows(
        named=True
    )
    assert row == {
        "line": 2,
        "payment_key": row["payment_key"],
        "titulo_key": "n:A-1|1/3",
        "number": "A-1",
        "parcela": "1/3",
        "linha_digitavel": "",
        "nosso_numero": "12",
        "document": "11144477735",
        "devedor_name": "Ana Exemplo",
        "paid_on": date(2026, 2, 12),
        "amount_cents": 85_000,
        "indicated": "",
    }
    assert row["payment_key"].startswith("y:")


def test_the_record_and_the_columns_are_the_same():
    assert [field.name for field in fields(StatedPayment)] == list(intake.ACCEPTED_PAYMENT)


def test_equal_rows_are_two_payments_and_the_same_sheet_gives_the_same_keys():
    keys = read({}, {}).accepted["payment_key"].to_list()
    assert keys[0] != keys[1]
    assert read({}, {}).accepted["payment_key"].to_list() == keys
    assert read({"Nº título": "B"}, {}).accepted["payment_key"].to_list()[1] == keys[0]


def test_equal_rows_are_told_and_rows_that_differ_in_anything_are_not():
    (notice,) = read({}, {}, {"Valor pago": "1,00"}, {}).notices
    assert (notice.code, notice.count, notice.lines) == ("pagamento.repetido", 2, (3, 5))
    assert notice.phrase == (
        "Iguais a uma linha anterior (mesmo título, dia e valor): 2 linhas. Contam como outros pagamentos. "
        "Se é o mesmo pagamento que se repetiu, apague da planilha a linha a mais."
    )
    assert read({}, {"Parcela": "2/3"}, {"Data de pagamento": "13/02/2026"}).notices == []


@pytest.mark.parametrize("written", ["109/00012345-6", "00123456", "123456", "12345-6", " 0012345.6 "])
def test_a_nosso_numero_is_told_alike_by_the_bank_and_by_a_spreadsheet_that_ate_its_zeros(written):
    expected = "109000123456" if "109" in written else "123456"
    assert read({"Nosso número": written}).accepted["nosso_numero"].to_list() == [expected]


def test_the_key_of_a_payment_does_not_depend_on_how_its_nosso_numero_is_compared():
    keys = [read({"Nosso número": written}).accepted["payment_key"][0] for written in ("12", "12", "012")]
    assert keys[0] == keys[1] != keys[2]


def test_the_key_finds_the_titulo_that_a_sheet_of_titulos_made():
    titulo = pl.DataFrame(
        {"Título": ["000123"], "Nome": ["Ana Exemplo"], "Vencimento": ["10/02/2026"], "Valor": ["1,00"], "line": [2]}
    )
    made = intake.read_titulos(titulo, intake.recognise(titulo.columns[:-1]), ON)
    paid = read({"Nº título": "123", "Parcela": ""})
    assert paid.accepted["titulo_key"].to_list() == made.accepted["identity_key"].to_list() == ["n:123|"]


@pytest.mark.parametrize(
    ("row", "rejection"),
    [
        ({"Data de pagamento": "02/03/2026"}, Rejection(2, "Data de pagamento", "pagamento.futuro",
         "A data do pagamento é depois de hoje (01/03/2026). Confira o ano e o mês.")),
        ({"Data de pagamento": ""}, Rejection(2, "Data de pagamento", "pagamento.sem_data",
         "Falta a data do pagamento. Escreva como 31/01/2026.")),
        ({"Data de pagamento": "30/02/2026"}, Rejection(2, "Data de pagamento", "data.invalida",
         "Não existe dia 30: fevereiro de 2026 vai de 1 a 28.")),
        ({"Valor pago": ""}, Rejection(2, "Valor pago", "valor.vazio", "Falta o valor pago. Escreva como 1.234,56.")),
        ({"Valor pago": "0,00"}, Rejection(2, "Valor pago", "valor.zero", "O valor pago é zero. Retire a linha.")),
        ({"Valor pago": "-1,00"}, Rejection(2, "Valor pago", "valor.negativo",
         "Valor negativo parece estorno. Desfaça o pagamento em Pagamentos, com o motivo.")),
        ({"Nº título": ""}, Rejection(2, "Nº título", "pagamento.sem_titulo",
         "Não dá para saber o que foi pago: informe o número do título, a linha digitável ou o CPF/CNPJ.")),
        ({"CPF/CNPJ": "111.444.777-34"}, Rejection(2, "CPF/CNPJ", "documento.digito_verificador",
         "CPF inválido: dígito verificador é 5, veio 4.")),
    ],
)  # fmt: skip
def test_a_payment_that_is_not_certain_is_rejected(row, rejection):
    assert read(row).rejections == [rejection]


def test_a_payment_of_today_is_accepted():
    assert read({"Data de pagamento": "01/03/2026"}).accepted["paid_on"].to_list() == [ON]


def test_a_row_without_day_and_amount_is_no_payment():
    result = read({"Data de pagamento": "", "Valor pago": "0,00"}, {"Data de pagamento": "", "Valor pago": ""}, {})
    assert (result.accepted["line"].to_list(), result.skipped) == ([4], 2)
    assert [(notice.phrase, notice.lines) for notice in result.notices] == [
        ("Sem data nem valor de pagamento: 2 linhas, deixadas de lado.", (2, 3))
    ]


def test_without_a_way_to_find_the_titulo_the_mapping_is_refused():
    frame = sheet({}).select("Data de pagamento", "Valor pago", "line")
    with pytest.raises(Invalid) as refusal:
        intake.read_payments(frame, {"paid_on": "Data de pagamento", "amount": "Valor pago"}, ON)
    assert refusal.value.phrase == "Diga qual coluna da planilha é: «Número do título»."


CELL = st.one_of(st.sampled_from(["", "0,00", "1,00", "12/02/2026", "31/02/2026", "A-1"]), st.text(max_size=10))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys([*GOOD_ROW, "CPF/CNPJ", "Nosso número"], CELL)), min_size=1
    )
)
def test_every_row_is_accepted_rejected_or_skipped(rows):
    accepted = read(*rows).accepted
    assert (accepted["amount_cents"] >= 1).all()
    assert (accepted["paid_on"] <= ON).all()
    assert accepted["payment_key"].is_unique().all()
    assert accepted.null_count().sum_horizontal().sum() == 0
