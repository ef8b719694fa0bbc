"""`adimple conform SUITE`: anyone's cases in JSON lines, our answers in JSON lines. No database."""

import importlib
import json
import pkgutil
import sys

import typer

from adimple.cli import boot, conform


def register(app: typer.Typer) -> None:
    app.command("conform")(run)


SUITES = sorted(module.name for module in pkgutil.iter_modules(conform.__path__))


def run(suite: str = typer.Argument(metavar="CONJUNTO", help="Qual conjunto: " + ", ".join(SUITES))) -> None:
    """Responde casos em JSON (um por linha, na entrada padrão) pelas funções públicas do domínio."""
    if suite not in SUITES:
        boot.fail(f"Não há o conjunto «{suite}». Há: {', '.join(SUITES)}.")
    answer = importlib.import_module(f"adimple.cli.conform.{suite}").answer
    for line in sys.stdin.buffer:
        if line.strip():
            sys.stdout.buffer.write(answer_line(answer, line))
    sys.stdout.flush()


def answer_line(answer, line: bytes) -> bytes:
    """One case, one answer, a line each in UTF-8, whatever the line holds."""
    try:
        case = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _written(_not_a_case("A linha não é um JSON válido, em UTF-8."))
    if not isinstance(case, dict):
        return _written(_not_a_case("Cada linha precisa ser um objeto JSON."))
    try:
        return _written(answer(case))
    except ValueError:
        # JSON has no NaN and no infinity; Python's reader lets them in, and an `id` comes back as it came.
        return _written(answer(case | {"id": None}))


def _not_a_case(phrase: str) -> dict:
    return {"id": None, "error": "json", "phrase": phrase}


def _written(given: dict) -> bytes:
    text = json.dumps(given, ensure_ascii=False, allow_nan=False)
    # Half a surrogate pair is JSON but no text: it goes back as the escape it came by.
    return text.encode("utf-8", "backslashreplace") + b"\n"
