"""Whole exports, from bytes to títulos, as three systems write them. Data plainly synthetic."""

import io
from datetime import date

import openpyxl

from adimple.domain import intake
from adimple.files.reading import read_table

ON = date(2026, 3, 1)


def read(content, name):
    found = read_table(content, name)
    result = intake.read_titulos(found.frame, intake.recognise(found.headers, sample=found.sample), ON)
    assert result.accepted.height + len(result.rejections) + result.skipped == result.rows == found.frame.height
    return result


def test_omie_xlsx_with_heading_partial_balance_and_total():
    book = openpyxl.Workbook()
    ana, bia = ("111.444.777-35", "Ana Exemplo"), ("529.982.247-25", "Bia Exemplo")
    issued, ours = date(2026, 1, 5), "11.222.333/0001-81"
    for row in [
        ["Contas a receber", "", "", "", "", "", "", "", "", ""],
        ["Minha Empresa (CNPJ)", "CNPJ/CPF", "Razão Social", "Emissão", "Vencimento", "Parcela", "Documento",
         "Valor da Conta", "Recebido", "A Receber"],
        [ours, *ana, issued, date(2026, 2, 5), "1/2", 1001, 1000, 400, 600],
        [ours, *ana, issued, date(2026, 3, 5), "2/2", 1001, 1000.1, 0, 1000.1],
        [ours, *bia, issued, date(2026, 2, 5), "1/1", 1002, 80, 80, 0],
        ["Total", "", "", "", "", "", "", 2080.1, 480, 1600.1],
    ]:  # fmt: skip
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    result = read(out.getvalue(), "omie.xlsx")
    told = result.accepted.select("line", "identity_key", "document", "due_on", "principal_cents", "original_cents")
    assert told.rows() == [
        (3, "n:1001|1/2", "11144477735", date(2026, 2, 5), 60_000, 100_000),
        (4, "n:1001|2/2", "11144477735", date(2026, 3, 5), 100_010, 100_010),
    ]
    assert (result.skipped, [notice.code for notice in result.notices][:1]) == (1, ["titulo.pago"])


def test_protheus_csv_with_compact_dates_padded_cells_and_credits():
    content = (
        "E1_FILIAL;E1_PREFIXO;E1_NUM;E1_PARCELA;E1_TIPO;A1_NOME;A1_CGC;A1_DDD;A1_TEL;E1_EMISSAO;E1_VENCTO;E1_VENCREA;"
        "E1_VALOR;E1_SALDO;E1_BAIXA\n"
        "01;UNI;000000123;A  ;NF ;CONCEIÇÃO EXEMPLO LTDA  ;11222333000181;011 ;33334444  ;20260105;20260207;20260209;"
        "1500.50;1500.50;        \n"
        "01;UNI;000000123;A  ;NCC;CONCEIÇÃO EXEMPLO LTDA  ;11222333000181;011 ;33334444  ;20260105;20260207;20260209;"
        "500;500;        \n"
        "01;UNI;000000124;   ;NF ;ANA EXEMPLO             ;11144477735;   ;          ;20260105;20260207;20260209;"
        "90.00;0;20260208\n"
    )
    result = read(content.encode("cp1252"), "se1.csv")
    (row,) = result.accepted.rows(named=True)
    assert row["identity_key"] == "n:123|A|UNI|01"
    assert (row["devedor_name"], row["phone"], row["phone_kind"]) == (
        "CONCEIÇÃO EXEMPLO LTDA",
        "+551133334444",
        "landline",
    )
    assert (row["due_on"], row["principal_cents"], row["especie"]) == (date(2026, 2, 7), 150_050, "NF")
    assert {notice.code: notice.lines for notice in result.notices} == {"titulo.pago": (4,), "titulo.credito": (3,)}


def test_sap_utf16_with_trailing_minus_and_dotted_dates():
    content = (
        "Partidas individuais de clientes\n\n"
        "Empresa\tConta\tNome 1\tCNPJ\tNº documento\tTipo de documento\tData de vencimento líquido\t"
        "Montante em moeda interna\n"
        "1000\t20001\tExemplo Comércio Ltda\t11222333000181\t1800000012\tRV\t07.02.2026\t12.345,67 \n"
        "1000\t20001\tExemplo Comércio Ltda\t11222333000181\t1800000013\tRV\t07.02.2026\t100,00-\n"
        "1000\t20001\tExemplo Comércio Ltda\t11222333000181\t1400000001\tDZ\t07.02.2026\t50,00-\n"
    )
    result = read(content.encode("utf-16"), "fbl5n.txt")
    assert result.accepted.select("line", "number", "principal_cents").rows() == [(4, "1800000012", 1_234_567)]
    assert [(rejection.line, rejection.code) for rejection in result.rejections] == [(5, "valor.negativo")]
    assert result.skipped == 1
