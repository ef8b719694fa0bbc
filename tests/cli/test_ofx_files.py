"""`adimple ofx`: what a bank's statement says, on a terminal and in JSON. Every figure is invented."""

import json

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app

OFX = """OFXHEADER:100
ENCODING:USASCII
CHARSET:1252

<OFX><STMTRS><CURDEF>BRL<BANKACCTFROM><BANKID>0341<BRANCHID>0810<ACCTID>53678-0</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260101<DTEND>20260131
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260130233000[-3:BRT]<TRNAMT>1.234,56<FITID>A1<MEMO>PIX João Exemplo</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260131<TRNAMT>-10.50<FITID>A2<MEMO>Tarifa</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260131<TRNAMT>1.234<FITID>A3<MEMO>Depósito</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>1224.06<DTASOF>20260131</LEDGERBAL></STMTRS></OFX>
"""


@pytest.fixture
def run(monkeypatch, tmp_path):
    """The command over these bytes, where no database could answer."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    file = tmp_path / "extrato.ofx"

    def run(content, *words):
        file.write_bytes(content)
        return CliRunner().invoke(app, ["ofx", str(file), *words])

    return run


def test_a_statement_is_shown_by_account_with_what_is_not_read(run):
    result = run(OFX.encode("cp1252"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "Extrato OFX em Windows-1252.",
        "",
        "Conta 53678-0, agência 0810, banco 341, de 01/01/2026 a 31/01/2026, saldo de R$ 1.224,06 em 31/01/2026",
        "  30/01/2026       R$ 1.234,56  PIX João Exemplo",
        "  31/01/2026         -R$ 10,50  Tarifa",
        "",
        "Não se leem com certeza: 1",
        "  linha 9, valor: Valor ambíguo: «1.234» pode ser milhar ou decimal.",
        "",
        "2 movimentos: entraram R$ 1.234,56, saíram R$ 10,50.",
    ]


def test_in_json_each_movement_has_its_identity_and_the_day_the_bank_wrote(run):
    told = json.loads(run(OFX.encode(), "--json").stdout)
    assert [(one["on"], one["cents"], one["fitid"]) for one in told["movements"]] == [
        ("2026-01-30", 1234_56, "A1"),
        ("2026-01-31", -10_50, "A2"),
    ]
    assert len({one["identity"] for one in told["movements"]}) == 2
    assert [(one["line"], one["code"]) for one in told["rejections"]] == [(9, "ofx.valor")]
    assert told["statements"][0]["balance_cents"] == 1224_06


def test_two_statements_of_one_account_show_each_movement_once(run):
    twice = OFX.partition("</OFX>")[0] + OFX.partition("<OFX>")[2]
    assert run(twice.encode()).stdout.count("PIX João Exemplo") == 2


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "está vazio"), (b"Data;Valor\n", "não é um extrato OFX"), (b"<OFX>\0", "bytes")]
)
def test_what_is_no_statement_is_one_line(run, content, said):
    result = run(content)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_told(run, tmp_path):
    result = CliRunner().invoke(app, ["ofx", str(tmp_path / "nada.ofx")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "não foi possível abrir o arquivo" in result.stderr
