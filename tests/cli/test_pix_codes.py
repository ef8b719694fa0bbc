"""`adimple pix`: a copia e cola read, and one made."""

import json

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.domain import pix

BACEN = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
    "5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)
ANA = ("--key", "ana@exemplo.test", "--nome", "Ana Exemplo")


@pytest.fixture
def run(monkeypatch):
    """The command, where no database could answer."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    return lambda *words: CliRunner().invoke(app, ["pix", *words])


def test_a_code_says_whom_it_pays_and_how_much(run):
    code = run("issue", *ANA, "--cidade", "São Paulo", "--valor", "1.234,56", "--txid", "A1").stdout.strip()
    assert code == pix.br_code(key="ana@exemplo.test", payee="Ana Exemplo", city="Sao Paulo", cents=1234_56, txid="A1")
    result = run("read", code)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "Pix: estático, para uma chave",
        "Recebe: Ana Exemplo, Sao Paulo",
        "Chave: ana@exemplo.test",
        "Valor: R$ 1.234,56",
        "Identificador: A1",
    ]


@pytest.mark.parametrize("words", [(BACEN,), BACEN.split(" "), (f" {BACEN}\n",)])
def test_a_code_is_read_with_its_spaces_in_quotes_or_not(run, words):
    result = run("read", *words)
    assert result.exit_code == 0
    assert "Recebe: Fulano de Tal, BRASILIA\n" in result.stdout
    assert "Valor: quem paga diz quanto\n" in result.stdout


def test_a_dynamic_code_says_where_its_charge_is_and_that_it_offers_pix_automatico(run):
    code = pix.dynamic_br_code(
        location="pix.exemplo.test/qr/1", payee="Ana", city="", recorrencia="pix.exemplo.test/rec/2"
    )
    assert run("read", code).stdout.splitlines() == [
        "Pix: dinâmico: valor e dados estão no endereço; oferece Pix Automático",
        "Recebe: Ana, BRASIL",
        "Endereço da cobrança: pix.exemplo.test/qr/1",
        "Endereço do Pix Automático: pix.exemplo.test/rec/2",
        "Identificador: ***",
    ]


def test_a_code_that_was_changed_is_refused_and_shows_no_amount(run):
    code = pix.br_code(key="ana@exemplo.test", payee="Ana", city="", cents=10_00).replace("10.00", "99.00")
    result = run("read", code)
    assert result.exit_code == 2
    assert "Valor" not in result.stdout
    assert "O código verificador (CRC) é" in result.stderr


def test_in_json_there_are_the_fields_the_faults_and_the_notices(run):
    told = json.loads(run("read", BACEN, "--json").stdout)
    assert (told["valid"], told["kind"], told["cents"], told["txid"]) == (True, "static", None, "***")
    assert told["fields"]["26"] == {"00": "br.gov.bcb.pix", "01": "123e4567-e12b-12d1-a456-426655440000"}
    broken = run("read", BACEN[:-1] + "E", "--json")
    assert broken.exit_code == 2
    assert (json.loads(broken.stdout)["valid"], broken.stderr) == (False, "")
    made = json.loads(run("issue", *ANA, "--json").stdout)
    assert (made["payload"][:6], made["valid"], made["city"], made["cents"]) == ("000201", True, "BRASIL", None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--key", "nada", "--nome", "Ana"), "--key: Chave Pix não reconhecida"),
        (("--key", "ana@exemplo.test", "--nome", "日本"), "--nome: Falta o nome"),
        ((*ANA, "--valor", "10,0051"), "--valor: Valor com mais de duas casas"),
        ((*ANA, "--valor", "0"), "--valor: Um Pix vai de R$ 0,01"),
        ((*ANA, "--txid", "A-1"), "--txid: O identificador"),
        ((*ANA, "--cidade", "北京"), "--cidade: "),
        ((*ANA, "--descricao", "A" * 80), "--descricao: Com esta chave a descrição tem até"),
        ((), "Falta a opção --key."),
    ],
)
def test_what_is_wrong_is_told_by_its_option(run, words, said):
    result = run("issue", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
