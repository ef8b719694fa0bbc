"""Which column is which field, in the headers that Brazilian systems write."""

import json
from pathlib import Path

import pytest

from adimple.domain import intake
from adimple.domain.intake import headers

SHEETS = json.loads((Path(__file__).parents[1] / "vectors" / "headers.json").read_text())["sheets"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet["system"])
def test_each_system_is_recognised_and_nothing_more(sheet):
    mapping = intake.recognise(sheet["headers"], kind=sheet["kind"])
    assert mapping.headers == sheet["expected"]
    assert set(mapping.unused) == set(sheet["headers"]) - set(sheet["expected"].values())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet["system"])
def test_every_header_of_a_known_system_counts_as_known(sheet):
    assert intake.count_known(sheet["headers"]) >= 3


@pytest.mark.parametrize(
    ("header", "folded"),
    [
        ("Nº Título", "no titulo"),
        ("N.º Documento", "no documento"),
        ("N° documento", "n documento"),
        ("VALOR (R$)", "valor"),
        ("  E-mail ", "e mail"),
        ("E1_VENCTO", "e1 vencto"),
        ("Situação", "situacao"),
    ],
)
def test_case_accents_and_punctuation_do_not_count(header, folded):
    assert headers.fold_header(header) == folded


def test_an_exact_name_is_certain_and_words_alone_are_probable():
    mapping = intake.recognise(["Nome do devedor", "Data prevista de vencimento", "Valor do contrato de adesão"])
    assert [(match.field, match.confidence) for match in mapping.matches] == [
        ("due_on", "provavel"),
        ("principal", "provavel"),
        ("devedor_name", "certa"),
    ]


def test_the_credors_own_document_is_never_the_devedors():
    mapping = intake.recognise(["CNPJ da empresa", "Minha Empresa (CNPJ)", "CPF do vendedor", "Cliente"])
    assert mapping.headers == {"devedor_name": "Cliente"}


def test_documento_is_the_cpf_when_its_cells_are_cpfs():
    names = ["Cliente", "Documento", "Vencimento", "Valor"]
    cpfs = {"Documento": ["111.444.777-35", "529.982.247-25", "11222333000181"]}
    assert intake.recognise(names, sample=cpfs).headers["document"] == "Documento"
    numbers = {"Documento": ["NF 10", "NF 11", "NF 12"]}
    assert intake.recognise(names, sample=numbers).headers["number"] == "Documento"


def test_a_counter_of_rows_is_not_the_number_of_a_titulo():
    names = ["Nº", "Cliente", "Vencimento", "Valor"]
    assert "number" not in intake.recognise(names, sample={"Nº": ["1", "2", "3"]}).headers
    assert intake.recognise(names, sample={"Nº": ["10", "25", "31"]}).headers["number"] == "Nº"


def test_a_contract_repeated_without_parcelas_is_not_the_number_of_a_titulo():
    names = ["Contrato", "Cliente", "Vencimento", "Valor"]
    repeated = {"Contrato": ["C1", "C1", "C2"]}
    assert "number" not in intake.recognise(names, sample=repeated).headers
    assert intake.recognise([*names, "Parcela"], sample=repeated).headers["number"] == "Contrato"


def test_an_empty_column_gives_way_to_a_filled_one():
    names = ["Documento", "Nota Fiscal", "Cliente", "CPF"]
    sample = {"Documento": ["", ""], "Nota Fiscal": ["10", "11"], "Cliente": ["Ana Exemplo", "Bia Exemplo"]}
    assert intake.recognise(names, sample=sample).headers["number"] == "Nota Fiscal"


def test_what_is_missing_is_named_and_one_of_valor_or_saldo_is_enough():
    assert intake.recognise(["Nome", "CPF"]).missing == ("due_on", "principal")
    assert intake.recognise(["Nome", "Vencimento", "Saldo"]).missing == ()
    assert intake.recognise(["Nome", "Valor pago"], kind="payments").missing == ("paid_on", "number")


def test_every_field_has_a_label_for_the_person():
    fields = {field for kind in intake.FIELDS.values() for field in kind}
    assert fields == set(intake.LABELS)


def test_no_name_serves_two_fields_of_the_same_sheet_unless_the_second_is_a_spare():
    spare = {"phone_other"}
    for fields in intake.FIELDS.values():
        names = [name for field, known in fields.items() if field not in spare for name in known]
        assert {name for name in names if names.count(name) > 1} == set()


def test_codes_under_cliente_are_not_names_where_another_column_has_them():
    names = ["Cliente", "Nome fantasia", "Vencimento", "Montante em moeda interna"]
    sample = {"Cliente": ["100045", "100046"], "Nome fantasia": ["Padaria Exemplo", "Oficina Exemplo"]}
    assert intake.recognise(names, sample=sample).headers["devedor_name"] == "Nome fantasia"
    assert intake.recognise(names).headers["devedor_name"] == "Cliente"


def test_of_two_columns_of_one_name_the_person_says_which_is_the_amount():
    names = ["Cliente", "Vencimento", "Valor", "Valor (2)"]
    other = {"Valor": ["10,00", "20,00"], "Valor (2)": ["1,00", "2,00"], "Cliente": ["Ana"], "Vencimento": ["1/1/2026"]}
    assert intake.recognise(names, sample=other).missing == ("principal",)
    same = other | {"Valor (2)": ["10,00", "20,00"]}
    assert intake.recognise(names, sample=same).headers["principal"] == "Valor"
    empty = other | {"Valor (2)": ["", ""]}
    assert intake.recognise(names, sample=empty).headers["principal"] == "Valor"
