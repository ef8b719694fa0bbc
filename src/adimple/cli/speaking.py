"""The command line in pt-BR: its help, and one line for whoever wrote a command wrongly (exit 2)."""

import difflib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from adimple.cli import boot
from adimple.domain.errors import Refused

# How the value of an option is called in the help; a choice shows its words.
VALUES = {int: "NÚMERO", Path: "ARQUIVO", str: "TEXTO", list[str]: "TEXTO"}
ALIKE = 0.6


class Adimple(typer.Typer):
    """Every command is one of ours, and says so in pt-BR."""

    def command(self, name: str | None = None, **settings: Any) -> Callable:
        return super().command(name, cls=Command, **settings)


class _Speaking:
    """What a command and the group of them have in common."""

    params: list[Any]
    help: str | None

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self._pieces()), prefix="Uso: ")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(inspect.cleandoc(self.help or ""))
        for heading, rows in self._sections():
            with formatter.section(heading):
                formatter.write_dl(rows)

    def _pieces(self) -> list[str]:
        return [*(display_name(param) for param in _arguments(self.params)), "[opções]"]

    def _sections(self) -> list[tuple[str, list[tuple[str, str]]]]:
        arguments = [(display_name(param), _told(param)) for param in _arguments(self.params)]
        options = [(_spelled(param), _told(param)) for param in _options(self.params)]
        options.append(("--help", "Mostra esta ajuda e sai."))
        return [*([("Argumentos", arguments)] if arguments else []), ("Opções", options)]


class Command(_Speaking, TyperCommand):
    """One subcommand."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.context_settings["allow_extra_args"] = True  # so that what is too many is told by us

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            left = super().parse_args(ctx, args)
        except TyperException as error:
            _refuse(ctx, _phrase(self, error))
        if left:
            _refuse(ctx, f"«{' '.join(left)}» sobra neste comando. Se é um nome com espaços, ponha-o entre aspas.")
        return left


class Group(_Speaking, TyperGroup):
    """`adimple` itself."""

    def main(self, *args: Any, **settings: Any) -> Any:
        standalone_mode = settings.pop("standalone_mode", True)
        settings["standalone_mode"] = False
        try:
            code = super().main(*args, **settings)
        except typer.Abort:
            boot.fail("Interrompido.", 1)
        except Refused as refused:
            boot.fail(refused.phrase, 1)
        except boot.lost_database():
            boot.fail(boot.LOST, 1)
        if standalone_mode:
            raise SystemExit(code if isinstance(code, int) else 0)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args:
            typer.echo(ctx.get_help(), err=True)
            raise SystemExit(2)
        try:
            return super().parse_args(ctx, args)
        except TyperException as error:
            _refuse(ctx, _phrase(self, error))
            raise

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands:
            _refuse(ctx, f"Não existe o comando «{args[0]}»{_meant(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)

    def _pieces(self) -> list[str]:
        return ["COMANDO", "[opções]"]

    def _sections(self) -> list[tuple[str, list[tuple[str, str]]]]:
        words = [(name, _first_sentence(command.help)) for name, command in self.commands.items()]
        return [*super()._sections(), ("Comandos", words)]


def display_name(argument: Any) -> str:
    """How an argument is written in the usage line, and named when it is missing."""
    name = argument.metavar or argument.name.upper()
    return name if argument.required else f"[{name}]"


def _arguments(params: list[Any]) -> list[Any]:
    return [param for param in params if param.param_type_name == "argument"]


def _options(params: list[Any]) -> list[Any]:
    return [param for param in params if param.param_type_name == "option" and "--help" not in param.opts]


def _spelled(option: Any) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {_value(option)}"


def _value(option: Any) -> str:
    choices = option.type_descriptor.choices
    if choices:
        return "|".join(str(choice.value) for choice in choices)
    return option.metavar or VALUES[option.type_descriptor.annotation]


def _told(param: Any) -> str:
    """The help; then whether it must be given, and what counts when it is left out, where that says something."""
    notes = []
    if param.required and param.param_type_name == "option":
        notes.append("obrigatória")
    elif isinstance(param.default, int | str) and param.default not in ("", True, False):
        notes.append(f"padrão: {param.default}")
    return f"{param.help or ''} {''.join(f'[{note}]' for note in notes)}".strip()


def _first_sentence(text: str | None) -> str:
    return " ".join((text or "").split()).partition(". ")[0].rstrip(".") + "."


def _refuse(ctx: Any, phrase: str) -> None:
    boot.fail(f"{' '.join(phrase.split())} Veja: {ctx.command_path} --help")


def _phrase(command: Any, error: TyperException) -> str:
    """What is wrong with the words, from the facts that the parser's error carries and never from its English."""
    param, option = getattr(error, "param", None), getattr(error, "option_name", None)
    if option is not None:
        return _of_option(command, option)
    assert param is not None, error
    name = display_name(param) if param.param_type_name == "argument" else param.opts[0]
    value = _given(error)
    if value is None:
        return f"Falta o argumento {name}." if param.param_type_name == "argument" else f"Falta a opção {name}."
    return f"{name}: «{value}» não vale aqui. Use {_accepted(param)}."


def _of_option(command: Any, option: str) -> str:
    known = [name for param in _options(command.params) for name in (*param.opts, *param.secondary_opts)]
    if option not in [*known, "--help"]:
        return f"Opção desconhecida: {option}{_meant(option, known)}"
    takes_value = any(option in param.opts and not param.is_flag for param in _options(command.params))
    return f"Falta o valor da opção {option}." if takes_value else f"A opção {option} não leva valor."


def _given(error: TyperException) -> object | None:
    """The value that was not understood; None when there was none."""
    cause: Any = error.__cause__
    return cause.errors()[0]["input"] if cause is not None else None


def _accepted(param: Any) -> str:
    if choices := param.type_descriptor.choices:
        return " ou ".join(str(choice.value) for choice in choices)
    if param.type_descriptor.annotation is not int:
        return "um texto simples"
    asked = param.type_descriptor.parameter_info
    if asked.min is None or asked.max is None:
        return "um número inteiro"
    return f"um número inteiro de {asked.min} a {asked.max}"


def _meant(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=ALIKE)
    return f"; quis dizer {near[0]}?" if near else "."
