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


def run(suite: str = typer.Argument(help="Qual conjunto: " + ", ".join(SUITES))) -> None:
    """Responde casos em JSON (um por linha, na entrada padrão) pelas funções públicas do domínio."""
    if suite not in SUITES:
        boot.fail(f"Não há o conjunto «{suite}». Há: {', '.join(SUITES)}.")
    answer = importlib.import_module(f"adimple.cli.conform.{suite}").answer
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(_answer(answer, line), ensure_ascii=False))


def _answer(answer, line: str) -> dict:
    try:
        case = json.loads(line)
    except ValueError:
        return {"id": None, "error": "json", "phrase": "A linha não é um JSON válido."}
    if not isinstance(case, dict):
        return {"id": None, "error": "json", "phrase": "Cada linha precisa ser um objeto JSON."}
    return answer(case)
