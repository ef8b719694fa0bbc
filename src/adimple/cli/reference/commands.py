"""Commands: each subcommand of `adimple` with its options, and the targets of the Makefile."""

import re
from pathlib import Path
from typing import Any

import typer

from adimple.cli import speaking
from adimple.cli.reference import markdown

INTRO = """
O comando fica em `.venv/bin/adimple` depois de `make setup`. Cada subcomando responde a `--help`. Sai com 0 quando deu
certo; com 2 quando o pedido não pôde ser entendido ou o arquivo não pôde ser lido, com uma linha clara na saída de
erro. As variáveis de ambiente da instalação estão em [guia/instalacao.md](../guia/instalacao.md).
"""
MAKE_INTRO = "Para quem está com o código-fonte. `make` sozinho imprime esta lista."
TARGET = re.compile(r"^(?P<name>[a-z-]+):.*?## (?P<words>.+)$", re.MULTILINE)


def page(app: typer.Typer, makefile: Path) -> str:
    commands = _commands(typer.main.get_command(app))
    index = markdown.table(
        ("Comando", "O que faz"), ((markdown.code(f"adimple {name}"), _words(command)) for name, command in commands)
    )
    parts = [INTRO, index, *(_command(name, command) for name, command in commands), "## make", MAKE_INTRO]
    return markdown.page("Comandos", *parts, _targets(makefile.read_text(encoding="utf-8")))


def names(app: typer.Typer) -> list[str]:
    return [name for name, _ in _commands(typer.main.get_command(app))]


def _commands(command: Any, prefix: str = "") -> list[tuple[str, Any]]:
    """(full name, command) of every command that does something, groups opened, in name order."""
    found = []
    for name, inner in sorted(command.commands.items()):
        if hasattr(inner, "commands"):
            found += _commands(inner, f"{prefix}{name} ")
        elif not inner.hidden:
            found.append((prefix + name, inner))
    return found


def _command(name: str, command: Any) -> str:
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option" and "--help" not in param.opts]
    named = (speaking.display_name(param) for param in arguments)
    usage = " ".join([f"adimple {name}", *named, *(["[opções]"] if options else [])])
    parts = [f"## adimple {name}", _words(command), markdown.block(usage)]
    rows = [(markdown.code(speaking.display_name(param)), _help(param)) for param in arguments]
    rows += [(markdown.codes([*param.opts, *param.secondary_opts]), _help(param)) for param in options]
    return "\n\n".join([*parts, markdown.table(("Opção", "O que é"), rows)] if rows else parts)


def _help(param: Any) -> str:
    """The help, then what counts when the option is left out, where that says something."""
    told = [param.help or ""]
    if param.envvar:
        told.append(f"Também pela variável {markdown.code(str(param.envvar))}.")
    if param.param_type_name == "option" and param.required:
        told.append("Obrigatória.")
    elif isinstance(param.default, int | str) and param.default not in ("", True, False):
        told.append(f"Padrão: {param.default}.")
    return " ".join(told)


def _words(command: Any) -> str:
    return " ".join((command.help or "").split())


def _targets(makefile: str) -> str:
    rows = ((markdown.code(f"make {found['name']}"), found["words"]) for found in TARGET.finditer(makefile))
    return markdown.table(("Alvo", "O que faz"), rows)
