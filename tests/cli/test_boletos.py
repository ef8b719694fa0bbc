"""`adimple boleto`: what is read from a line and what is made for one. Every convênio is invented."""

import json

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app

LINE = "00190.00009 01238.798977 77700.168188 3 37690000013500"
ITAU = ("--bank", "341", "--agencia", "0810", "--conta", "53678", "--carteira", "109")
SICREDI = ("--bank", "748", "--agencia", "0710", "--posto", "65", "--beneficiario", "129")
CAIXA = ("--bank", "104", "--beneficiario", "123456", "--carteira", "1", "--agencia", "1234")
BANRISUL = ("--bank", "041", "--beneficiario", "9000150", "--agencia", "1102")
ORDER = ("--nosso-numero", "123", "--valor", "1.234,56", "--vencimento", "20/12/2026")


@pytest.fixture
def run(monkeypatch):
    """The command, where no database could answer."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    return lambda *words: CliRunner().invoke(app, ["boleto", *words])


@pytest.mark.parametrize(
    "words",
    [
        (LINE,),
        LINE.split(),
        (LINE.replace(" ", "").replace(".", ""),),
        (LINE.replace(" ", "\u00a0"),),
        (LINE.replace(" ", "\n"),),
        ("00193376900000135000000001238798977770016818",),
    ],
)
def test_a_line_says_its_bank_its_value_and_its_day(run, words):
    result = run("read", *words, "--on", "2008-01-20")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:3] == [
        "Banco: 001 Banco do Brasil",
        "Valor: R$ 135,00",
        "Vencimento: 01/02/2008",
    ]
    assert LINE in result.stdout


def test_a_line_in_json_is_its_fields(run):
    told = json.loads(run("read", LINE, "--on", "20/01/2008", "--json").stdout)
    assert told == {
        "valid": True,
        "bank": "001",
        "bank_name": "Banco do Brasil",
        "cents": 135_00,
        "due_on": "2008-02-01",
        "linha_digitavel": LINE,
        "barcode": "00193376900000135000000001238798977770016818",
        "campo_livre": "0000001238798977770016818",
    }


def test_every_wrong_digit_is_named_a_line_each(run):
    result = run("read", "00190.00008 01238.798976 77700.168188 4 37690000013500")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "No 1º campo o dígito verificador é 9, e aqui é 8.",
        "No 2º campo o dígito verificador é 7, e aqui é 6.",
        "O dígito verificador geral também não confere: com estes números seria 3, e é 4.",
    ]
    told = json.loads(run("read", "00190.00008 01238.798977 77700.168188 3 37690000013500", "--json").stdout)
    assert told == {"valid": False, "faults": ["No 1º campo o dígito verificador é 9, e aqui é 8."]}


def test_a_bill_of_arrecadacao_is_refused_as_what_it_is(run):
    result = run("read", "83640000001-1", "33120138000-2", "81288462711-6", "08013618155-1")
    assert result.exit_code == 2
    assert "conta de arrecadação" in result.stderr


def test_a_boleto_without_value_nor_day_says_so_and_an_unknown_bank_is_its_number(run):
    from adimple.domain import boleto

    result = run("read", boleto.encode("260", None, 0, "1" * 25).barcode)
    assert result.stdout.splitlines()[:3] == [
        "Banco: 260 (não é um dos que emitimos)",
        "Valor: quem paga diz quanto",
        "Vencimento: nenhum (à vista)",
    ]


def test_what_is_issued_is_what_is_read(run):
    # Module 10, from the right. 0810 53678 109 00000123: 6+2+2+9+2+8+5+6+6+5+1+7 = 59 → 1; 0810 53678: 31 → 9.
    made = run("issue", *ITAU, *ORDER)
    assert (made.exit_code, made.stderr) == (0, "")
    rows = made.stdout.splitlines()
    assert rows[0] == "Nosso número: 109/00000123-1"
    line = rows[4].removeprefix("Linha digitável: ")
    assert run("read", line, "--on", "2026-11-24").stdout.splitlines() == rows[1:]
    assert rows[6] == "Campo livre: 1090000012310810536789000"
    assert rows[2:4] == ["Valor: R$ 1.234,56", "Vencimento: 20/12/2026"]


def test_in_json_it_has_the_number_its_digit_and_the_codes(run):
    told = json.loads(
        run(
            "issue",
            *SICREDI,
            "--on",
            "2026-03-02",
            "--nosso-numero",
            "7",
            "--valor",
            "0",
            "--vencimento",
            "nenhum",
            "--json",
        ).stdout
    )
    assert (told["nosso_numero"][:-1], told["nosso_numero_dv"]) == ("26/200007-", told["nosso_numero"][-1])
    assert (told["bank"], told["cents"], told["due_on"]) == ("748", 0, None)


def test_all_that_the_bank_asks_is_named_at_once(run):
    result = run("issue", "--bank", "341", "--agencia", "0810", "--valor", "10,00")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Para um boleto de Itaú (341) falta: --conta (Conta), --carteira (Carteira), "
        "--nosso-numero (número do credor para este boleto), --vencimento (ou «nenhum»).\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        # 0810 53678: module 10 gives 9 (worked above).
        ((*ITAU, *ORDER, "--conta-dv", "8"), "--conta-dv: O dígito desta agência e conta é 9, e aqui é 8."),
        ((*ITAU, *ORDER, "--conta-dv", "XY"), "--conta-dv: Aqui vai exatamente 1 número,"),
        ((*SICREDI, *ORDER, "--operacao", "1"), "--operacao: O byte do nosso número é 2, 3, 4, 5, 6, 7, 8 ou 9"),
        ((*SICREDI, *ORDER, "--tipo", "2"), "--tipo: O tipo de cobrança é 1 ou 3; aqui é «2»."),
        ((*SICREDI, "--nosso-numero", "26012345", *ORDER[2:]), "--nosso-numero: No Sicredi o terceiro algarismo"),
        ((*CAIXA, *ORDER, "--emissao", "2"), "--emissao: A emissão é 1 ou 4; aqui é «2»."),
        ((*BANRISUL, *ORDER, "--produto", "3"), "--produto: O produto é 1 ou 2; aqui é «3»."),
        (("--bank", "999"), "--bank «999»: não há este banco. Há: 001 Banco do Brasil,"),
        ((*ITAU[:-1], "112", *ORDER), "--dac-rule: Para a carteira 112"),
        ((*ITAU, *ORDER[:3], "10,005", *ORDER[4:]), "--valor: Valor ambíguo"),
        ((*ITAU, *ORDER[:-1], "31/02/2026"), "--vencimento: Não existe dia 31"),
        ((*ITAU, *ORDER[:-1], "01/01/1999"), "--vencimento: "),
        ((*ITAU, "--nosso-numero", "12-3", *ORDER[2:]), "--nosso-numero: Aqui vão até 8 números"),
        ((*ITAU[:-3], "5367A", *ITAU[-2:], *ORDER), "--conta: Aqui vão até 5 números"),
        ((*ITAU, *ORDER, "--on", "ontem"), "--on: Data não reconhecida"),
    ],
)
def test_what_is_wrong_is_told_by_its_option(run, words, said):
    result = run("issue", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_due_date_that_would_be_read_as_another_is_refused(run):
    order = ("--nosso-numero", "123", "--valor", "1", "--vencimento", "01/01/2060", "--on", "22/11/2026")
    result = run("issue", *ITAU, *order)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        "--vencimento: O código de barras deste boleto seria lido com o vencimento 12/05/2035"
    )


def test_sicredi_writes_whether_there_is_a_value_and_counts_a_padded_number_from_its_year(run):
    def issued(number, value):
        words = ("--nosso-numero", number, "--valor", value, "--vencimento", "nenhum", "--on", "2026-03-02", "--json")
        return json.loads(run("issue", *SICREDI, *words).stdout)

    # tipo 1, carteira 1, 26200123 and its digit, 0710 65 00129, then 1 with a value and 0 without one.
    assert [issued("123", value)["campo_livre"][22] for value in ("1,00", "0")] == ["1", "0"]
    assert issued("00000123", "1,00") == issued("123", "1,00")
    assert issued("123", "1,00")["nosso_numero"].startswith("26/200123-")


def test_itau_takes_the_digit_of_the_account_that_is_right(run):
    assert run("issue", *ITAU, *ORDER, "--conta-dv", "9").stdout == run("issue", *ITAU, *ORDER).stdout
