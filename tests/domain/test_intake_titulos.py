"""A sheet of títulos: what enters, who owes it, and what is refused in which words."""

from dataclasses import fields
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adimple.domain import intake, limits
from adimple.domain.errors import Invalid, Rejection
from adimple.domain.titulo import Titulo
from tests.domain.intake_builders import CPF, accepted, notices, read, rejected, sheet

# --- what enters ---


def test_a_whole_row_becomes_a_titulo():
    (row,) = accepted(
        {
            "Parcela": "1/3", "E-mail": "Ana@Exemplo.test", "Celular": "(11) 98765-4321", "CEP": "01310-100",
            "Cidade": "São Paulo", "Emissão": "05/01/2026", "Descrição": "Mensalidade", "Espécie": "DM",
        }
    )  # fmt: skip
    assert row == {
        "line": 2,
        "identity_key": "n:A-1|1/3",
        "identity_derived": False,
        "number": "A-1",
        "parcela": "1/3",
        "devedor_key": "11144477735",
        "devedor_name": "Ana Exemplo",
        "name_key": "ana exemplo",
        "document": "11144477735",
        "email": "ana@exemplo.test",
        "phone": "+5511987654321",
        "phone_kind": "mobile",
        "cep": "01310100",
        "uf": "SP",
        "city": "São Paulo",
        "address": "",
        "bairro": "",
        "due_on": date(2026, 2, 10),
        "issued_on": date(2026, 1, 5),
        "principal_cents": 85_000,
        "original_cents": 85_000,
        "description": "Mensalidade",
        "especie": "DM",
        "nosso_numero": "",
        "linha_digitavel": "",
        "pix_copia_e_cola": "",
        "link_pagamento": "",
        "profile": "",
        "portfolio": "",
    }


def test_the_record_and_the_columns_are_the_same():
    assert [field.name for field in fields(Titulo)] == list(intake.ACCEPTED_TITULO)


def test_a_mapping_the_person_edited_is_obeyed():
    frame = sheet({"Tomador": "Bia Exemplo", "Ajustado": "10,00"})
    mapping = {"devedor_name": "Tomador", "due_on": "Vencimento", "principal": "Ajustado"}
    (row,) = read(frame, mapping).accepted.rows(named=True)
    assert (row["devedor_name"], row["principal_cents"], row["number"], row["document"]) == (
        "Bia Exemplo",
        1000,
        "",
        "",
    )


@pytest.mark.parametrize(
    ("mapping", "field", "phrase"),
    [
        ({"devedor_name": "Nome", "due_on": "Vencimento"}, "principal",
         "Diga qual coluna da planilha é: «Valor original»."),
        ({"devedor_name": "Nome", "due_on": "Prazo", "principal": "Valor"}, "due_on",
         "A planilha não tem a coluna «Prazo». Escolha outra para este campo."),
        ({"apelido": "Nome"}, "apelido", "Não existe o campo «apelido» nesta importação."),
        ({"devedor_name": "line", "due_on": "Vencimento", "principal": "Valor"}, "devedor_name",
         "A planilha não tem a coluna «line». Escolha outra para este campo."),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_refused(mapping, field, phrase):
    with pytest.raises(Invalid) as refusal:
        read(sheet({}), mapping)
    assert (refusal.value.field, refusal.value.phrase) == (field, phrase)


def test_no_rows_give_no_titulos_and_no_error():
    assert read(sheet({}).clear()).rows == 0


# --- people ---


def test_a_blank_cpf_enters_as_cadastro_incompleto():
    told = notices({"CPF/CNPJ": ""}, {"Nº título": "A-2", "CPF/CNPJ": "___.___.___-__"})
    assert told["devedor.incompleto"].phrase == (
        "Sem CPF nem CNPJ em 2 linhas: o devedor entra como cadastro incompleto."
    )
    assert told["devedor.incompleto"].lines == (2, 3)


def test_a_wrong_cpf_is_rejected_and_says_the_right_digit():
    assert rejected({"CPF/CNPJ": "111.444.777-34"}) == [
        Rejection(2, "CPF/CNPJ", "documento.digito_verificador", "CPF inválido: dígito verificador é 5, veio 4.")
    ]


def test_zeros_that_a_spreadsheet_ate_are_put_back_and_told():
    # 012.345.678-90: the weights 10…2 give 156, 1560 mod 11 = 9; then 11…2 with the 9 give 210, 2100 mod 11 = 10 → 0.
    assert "documento.zeros" not in notices({"CPF/CNPJ": "012.345.678-90"})
    (row,) = accepted({"CPF/CNPJ": "1234567890"})
    assert row["document"] == "01234567890"
    assert notices({"CPF/CNPJ": "1234567890"})["documento.zeros"].count == 1


def test_a_row_without_name_is_rejected():
    assert rejected({"Nome": " \u200b "}, {"Nome": "123"}) == [
        Rejection(2, "Nome", "devedor.sem_nome", "Falta o nome do devedor. Preencha a coluna."),
        Rejection(3, "Nome", "devedor.nome_invalido", "«123» não é um nome. Escreva o nome do devedor."),
    ]


def test_invisible_and_directional_characters_leave_the_name():
    (row,) = accepted({"Nome": "\u202eAna\u200b \u2066Exemplo\u2069\u00a0 da\tSilva\u00ad"})
    assert row["devedor_name"] == "Ana Exemplo da Silva"


def test_decomposed_accents_are_composed():
    (row,) = accepted({"Nome": "Jose\u0301 Exemplo"})
    assert row["devedor_name"] == "José Exemplo"


def test_a_bad_contact_never_loses_the_titulo():
    result = read(sheet({"E-mail": "ana.exemplo", "Telefone": "98765-4321"}))
    assert result.rejections == []
    assert (result.accepted["email"][0], result.accepted["phone"][0]) == ("", "")
    assert [notice.phrase for notice in result.notices if notice.code.startswith("contato")] == [
        "«E-mail»: contato ignorado em 1 linha; o título entrou sem isso. Linha 2: E-mail inválido: falta o @, por "
        "exemplo nome@empresa.com.br.",
        "«Telefone»: contato ignorado em 1 linha; o título entrou sem isso. Linha 2: Telefone sem DDD. Acrescente o "
        "DDD: (11) 91234-5678.",
    ]


def test_of_several_contacts_in_a_cell_the_first_good_one_serves():
    (row,) = accepted({"E-mail": "zz; Ana@Exemplo.test, b@exemplo.test", "Telefone": "(11) 3333-4444 / 11 98765-4321"})
    assert (row["email"], row["phone"], row["phone_kind"]) == ("ana@exemplo.test", "+5511987654321", "mobile")


def test_the_other_phone_serves_where_the_first_does_not_and_the_ddd_column_completes():
    (row,) = accepted({"Celular": "", "Telefone": "(21) 3333-4444"})
    assert (row["phone"], row["phone_kind"], row["uf"]) == ("+552133334444", "landline", "RJ")
    (row,) = accepted({"A1_DDD": "041", "A1_TEL": "98765-4321"})
    assert (row["phone"], row["uf"]) == ("+5541987654321", "PR")


def test_the_uf_comes_from_the_sheet_else_the_cep_else_the_ddd():
    rows = accepted(
        {"UF": "Minas Gerais", "CEP": "01310100", "Celular": "21987654321"},
        {"Nº título": "2", "UF": "", "CEP": "01310100", "Celular": "21987654321"},
        {"Nº título": "3", "UF": "", "CEP": "", "Celular": "21987654321"},
        {"Nº título": "4", "UF": "", "CEP": "", "Celular": ""},
    )
    assert [row["uf"] for row in rows] == ["MG", "SP", "RJ", ""]


def test_a_devedor_without_document_is_known_by_name_and_contact():
    rows = accepted(
        {"CPF/CNPJ": "", "Nome": "José Exemplo", "E-mail": "j@exemplo.test"},
        {"Nº título": "2", "CPF/CNPJ": "", "Nome": "JOSE  EXEMPLO", "E-mail": "J@exemplo.test"},
        {"Nº título": "3", "CPF/CNPJ": "", "Nome": "José Exemplo", "E-mail": "outro@exemplo.test"},
    )
    keys = [row["devedor_key"] for row in rows]
    assert keys[0] == keys[1] != keys[2]
    assert keys[0].startswith("p:")
    assert len(keys[0]) == 42


# --- many at once ---


def test_all_the_faults_of_a_row_are_told_together():
    assert rejected({"Nome": "", "Vencimento": "31/02/2026", "Valor": "x"}) == [
        Rejection(
            2, "Nome", "devedor.sem_nome",
            "Falta o nome do devedor. Preencha a coluna. Também em «Vencimento»: Não existe dia 31: fevereiro de 2026 "
            "vai de 1 a 28. Também em «Valor»: Valor não reconhecido: «x». Escreva como 1.234,56.",
        )
    ]  # fmt: skip


def test_a_row_the_file_reader_could_not_trust_is_rejected_even_if_paid():
    frame = sheet({"Situação": "Recebido"}, {"Nº título": "2"}).with_columns(
        pl.Series("_flaw", ["A linha tem 7 colunas.", ""])
    )
    result = read(frame)
    assert [(r.line, r.field, r.code, r.phrase) for r in result.rejections] == [
        (2, "linha", "linha.torta", "A linha tem 7 colunas.")
    ]
    assert result.accepted["line"].to_list() == [3]


def test_rejections_come_in_the_order_of_the_lines():
    rows = ({}, {"Valor": "900,00"}, {"Nº título": "3", "Nome": ""}, {"Valor": "901,00"})
    assert [rejection.line for rejection in rejected(*rows)] == [3, 4, 5]


CELL = st.one_of(
    st.sampled_from(["", "-", "0", "1", "10,00", "1.250", "1,250.00", "31/02/2026", "10/02/2026", CPF, "Ana"]),
    st.text(max_size=12),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ["Nº título", "Nome", "CPF/CNPJ", "Vencimento", "Valor", "Saldo", "Situação", "Valor recebido",
                 "Data de pagamento", "E-mail", "Telefone", "DDD", "UF", "CEP", "Parcela", "Linha digitável",
                 "E1_TIPO"],
                CELL,
            ),
        ),
        min_size=1,
        max_size=5,
    )
)  # fmt: skip
def test_every_row_is_accepted_rejected_or_skipped_and_what_is_accepted_is_sound(rows):
    result = read(sheet(*rows))
    for row in result.accepted.iter_rows(named=True):
        assert 1 <= row["principal_cents"] <= row["original_cents"] <= limits.MAX_PRINCIPAL_CENTS
        assert limits.EARLIEST_YEAR <= row["due_on"].year <= limits.LATEST_YEAR
        assert row["devedor_name"].strip() == row["devedor_name"] != ""
        assert len(row["identity_key"]) <= 140
        assert len(row["devedor_key"]) <= 80
    assert result.accepted["identity_key"].is_unique().all()
    assert result.accepted.drop("issued_on").null_count().sum_horizontal().sum() == 0
    assert len({rejection.line for rejection in result.rejections}) == len(result.rejections)
    assert all(rejection.phrase and len(rejection.phrase) <= 500 for rejection in result.rejections)


@pytest.mark.parametrize("real", ["BRL", "R$", "Real", "reais", "1", ""])
def test_reais_by_any_name_are_reais(real):
    (row,) = accepted({"Moeda": real})
    assert row["principal_cents"] == accepted({})[0]["principal_cents"]


@pytest.mark.parametrize("foreign", ["USD", "US$", "2", "Euro", "Dólar"])
def test_another_currency_is_never_taken_for_reais(foreign):
    (rejection,) = rejected({"Moeda": foreign})
    assert (rejection.field, rejection.code) == ("Moeda", "moeda.estrangeira")
    assert f"«{foreign}»" in rejection.phrase


def test_the_code_that_a_report_puts_before_the_name_is_not_the_name():
    (row,) = accepted({"Nome": "000123-01-Padaria Exemplo"})
    assert row["devedor_name"] == "Padaria Exemplo"


@pytest.mark.parametrize("header", ["Nº título", "Parcela", "Série", "Nosso número", "Nome", "Descrição", "Espécie"])
def test_a_failed_formula_is_no_text_of_a_titulo(header):
    (rejection,) = rejected({header: "#N/D"})
    assert (rejection.field, rejection.code) == (header, "celula.erro")
    assert "A célula traz o erro «#N/D» da planilha." in rejection.phrase


def test_a_number_that_only_begins_as_an_error_is_a_number():
    assert [row["number"] for row in accepted({"Nº título": "#1"}, {"Nº título": "#N/D-2"})] == ["#1", "#N/D-2"]
