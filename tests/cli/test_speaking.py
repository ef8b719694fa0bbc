"""The command line speaks pt-BR, whatever is asked of it; a wrong use is one line on standard error, and exit 2."""

import re

import pytest
import typer
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.cli.reference import commands
from adimple.cli.speaking import Adimple, Group
from adimple.domain.errors import Refused

NAMES = commands.names(app)
ENGLISH = re.compile(
    r"\b(usage|options?|arguments?|commands?|show this|message and exit|required|default|error|missing|invalid|"
    r"no such|try|for help|did you mean|possible|unexpected|extra|requires|should be|aborted|got)\b",
    re.IGNORECASE,
)


def ask(*words: str):
    return CliRunner().invoke(app, [*words])


def command_of(name: str):
    """`indices show` is the command `show` of the group `indices`."""
    found = typer.main.get_command(app)
    for word in name.split():
        found = found.commands[word]
    return found


def valued_options() -> list[tuple[str, str]]:
    """(command, option) of every option that takes a value."""
    return [
        (name, param.opts[0])
        for name in NAMES
        for param in command_of(name).params
        if param.param_type_name == "option" and not param.is_flag and "--help" not in param.opts
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_every_command_has_no_english(name):
    told = ask(*name.split(), "--help")

    assert told.exit_code == 0
    assert told.stdout.startswith(f"Uso: adimple {name} ") or told.stdout.startswith(f"Uso: root {name} ")
    assert "Mostra esta ajuda e sai." in told.stdout
    assert ENGLISH.findall(told.stdout) == []


def test_the_help_of_adimple_lists_every_command_and_has_no_english():
    told = ask("--help").stdout

    listed = [line.split()[0] for line in told.split("Comandos:\n")[1].splitlines() if line[2] != " "]
    assert sorted(listed) == sorted({name.split()[0] for name in NAMES})
    assert ENGLISH.findall(told) == []


def test_adimple_alone_shows_its_help():
    alone = ask()

    assert alone.exit_code == 2
    assert alone.stderr == ask("--help").stdout


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("import", "Falta o argumento ARQUIVO."),
        ("restore", "Falta o argumento ARQUIVO."),
        ("conform", "Falta o argumento CONJUNTO."),
        ("explain", "Falta o argumento DEVEDOR."),
        ("import planilha.csv", "Falta a opção --credor."),
        ("create-owner --email ana@exemplo.test", "Falta a opção --credor."),
        ("cicle", "Não existe o comando «cicle»; quis dizer cycle?"),
        ("xyz", "Não existe o comando «xyz»."),
        ("--port 8001 run", "Opção desconhecida: --port."),
        ("cycle --dry_run", "Opção desconhecida: --dry_run; quis dizer --dry-run?"),
        ("cycle -x", "Opção desconhecida: -x."),
        ("cycle --on", "Falta o valor da opção --on."),
        ("cycle --json=sim", "A opção --json não leva valor."),
        ("run --help=sim", "A opção --help não leva valor."),
        ("run --port abc", "--port: «abc» não vale aqui. Use um número inteiro de 1 a 65535."),
        ("run --port 99999", "--port: «99999» não vale aqui. Use um número inteiro de 1 a 65535."),
        ("serve --workers 0", "--workers: «0» não vale aqui. Use um número inteiro de 1 a 64."),
        ("demo --titulos -3", "--titulos: «-3» não vale aqui. Use um número inteiro de 200 a 100000."),
        ("import a.csv --credor b --kind c", "--kind: «c» não vale aqui. Use titulos ou payments."),
        ("backup a b", "«b» sobra neste comando. Se é um nome com espaços, ponha-o entre aspas."),
        ("conform outro", "Não há o conjunto «outro». Há: boleto, cadastro, calendar, conduct, encargos, pix, retorno"),
        ("boleto read", "Falta o argumento LINHA."),
        ("boleto issue", "Falta a opção --bank."),
        ("pix read", "Falta o argumento CÓDIGO."),
        ("pix raed", "Não existe o comando «raed»; quis dizer read?"),
        ("ofx", "Falta o argumento ARQUIVO."),
        ("cycle --on 31/02/2026", "Data inválida em --on: "),
        ("explain 1 --on ontem", "Data inválida em --on: "),
        ("import /nao/existe.csv --credor a", "«/nao/existe.csv»: Não encontramos este arquivo. Confira o caminho."),
        ("import / --credor a", "«/»: Isto é uma pasta. Indique a planilha dentro dela."),
        ("restore /nao/existe.backup", "Não encontramos o arquivo /nao/existe.backup."),
    ],
)
def test_a_wrong_use_is_one_line_that_says_what_is_wrong(words, line):
    told = ask(*words.split())

    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith(line)
    assert told.stderr.count("\n") == 1
    assert ENGLISH.findall(told.stderr) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_option_of_any_command_is_told_with_the_way_to_its_help(name):
    told = ask(*name.split(), "--qwxz")

    assert told.exit_code == 2
    assert re.fullmatch(rf"Opção desconhecida: --qwxz\. Veja: \w+ {name} --help\n", told.stderr)


@pytest.mark.parametrize(("name", "option"), valued_options())
def test_an_option_without_its_value_is_told_in_every_command(name, option):
    told = ask(*name.split(), option)

    assert told.exit_code == 2
    assert told.stderr.startswith(f"Falta o valor da opção {option}. ")
    assert ENGLISH.findall(told.stderr) == []


def test_words_with_a_line_break_are_still_told_in_one_line():
    assert ask("cycle", "a\nb").stderr.startswith("«a b» sobra neste comando.")


def test_the_help_of_a_group_lists_its_commands():
    told = ask("indices", "--help").stdout
    assert "indices COMANDO" in told.splitlines()[0]
    assert not ENGLISH.search(told.split("Comandos:")[0])
    assert [line.split()[0] for line in told.split("Comandos:\n")[1].splitlines() if line[2] != " "] == [
        "import",
        "fetch",
        "show",
        "sandbox",
    ]


def test_a_refusal_that_reaches_the_top_is_one_line():
    refusing = Adimple(cls=Group)

    @refusing.command("um")
    def one() -> None:
        raise Refused("indice.mes_ausente", "Falta IPCA de 03/2025.")

    @refusing.command("dois")
    def two() -> None:
        """Só para haver dois: com um, o grupo some."""

    told = CliRunner().invoke(refusing, ["um"])
    assert (told.exit_code, told.stdout, told.stderr) == (1, "", "Falta IPCA de 03/2025.\n")
