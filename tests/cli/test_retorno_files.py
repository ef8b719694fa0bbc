"""`adimple retorno`: what a bank's file says, on a terminal and in JSON. The files are those of tests/golden."""

import json

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from tests.golden.cnab import files


@pytest.fixture
def run(monkeypatch, tmp_path):
    """The command over these bytes, where no database could answer."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    file = tmp_path / "retorno.ret"

    def run(content, *words):
        file.write_bytes(content)
        return CliRunner().invoke(app, ["retorno", str(file), *words])

    return run


HEAD = [
    "Retorno CNAB400 do banco 237, de 20/01/2026.",
    "Detalhes: 6, em 8 linhas. Ocorrências: 02 (1), 03 (1), 06 (3), 09 (1).",
    "Soma dos títulos: R$ 2.100,00. Soma dos valores pagos: R$ 899,00.",
]


def test_a_retorno_says_its_bank_its_sums_and_that_it_may_be_applied(run):
    result = run(files.content("237-400"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        *HEAD,
        "Para conferir: 0 linhas não entendidas e 0 com aviso.",
        "Poderia ser aplicado por inteiro.",
    ]


def test_a_retorno_that_contradicts_itself_or_has_a_remark_says_so(run):
    lines = files.lines("237-400")
    cut = run(files.joined(lines[:-1])).stdout.splitlines()
    assert cut[-2:] == [
        "  linha 7: O arquivo não tem o seu fim (registro 9): pode faltar uma parte.",
        "O arquivo se contradiz: não poderia ser aplicado. Baixe-o de novo no banco.",
    ]
    wide = run(files.joined([lines[0] + b" ", *lines[1:]])).stdout.splitlines()
    assert wide[3:] == [
        "Para conferir: 0 linhas não entendidas e 1 com aviso.",
        "  linha 1: A linha é mais longa que o registro; os espaços que sobram foram ignorados.",
        "Poderia ser aplicado, menos as linhas acima, que esperam uma pessoa.",
    ]


def test_in_json_it_is_its_figures_and_its_notices(run):
    told = json.loads(run(files.joined(files.lines("237-400")[:-1]), "--json").stdout)
    assert (told["bank"], told["details"], told["paid_cents"], told["settles"]) == ("237", 6, 89900, False)
    assert [(one["line"], one["kind"], one["code"]) for one in told["notices"]] == [(7, "file", "trailer")]


def test_what_is_no_retorno_is_refused_in_words(run):
    result = run(b"%PDF-1.7")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Este arquivo é um PDF." in result.stderr
