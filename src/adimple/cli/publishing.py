"""`adimple regua`: the régua of a credor as a document, and a new version of it from a file."""

import json
from datetime import date
from pathlib import Path

import typer

from adimple.cli import boot


def register(app: typer.Typer) -> None:
    app.command("regua")(regua)


def regua(
    credor: str = typer.Option(..., "--credor", help="O nome curto do credor, como colegio-exemplo."),
    version: int = typer.Option(0, "--version", help="Mostra esta versão. Sem ela, a última."),
    publish: Path = typer.Option(None, "--publish", metavar="ARQUIVO", help="Publica a régua deste arquivo JSON."),
    since: str = typer.Option("", "--from", help="Com --publish: o dia em que passa a valer, como 2026-12-01."),
) -> None:
    """Mostra a régua de um credor como documento JSON; com --publish, publica outra versão, que vale desde --from.

    Para mudar a régua: grave o que este comando mostra, edite, e publique. Versões publicadas nunca mudam; compare-as
    em Régua, no console.
    """
    boot.ready()
    from adimple.store.reads import access, credores, reguas

    ctx = boot.context(access.credor_scope(credor))
    if not ctx.scope.credor_ids:
        boot.fail(f"--credor: não há credor «{credor}».")
    who = credores.get_credor(ctx.scope, credor)
    if publish is not None:
        _publish(ctx, who.id, publish, since)
        return
    rows = reguas.versions(ctx.scope, who.id)
    shown = next((row for row in rows if version in (0, row.version)), None)
    if shown is None:
        boot.fail(f"--version: este credor não tem a versão {version}.")
        return
    from adimple.domain.regua import document

    print(json.dumps(document.to_document(shown.regua), ensure_ascii=False, indent=2))


def _publish(ctx, credor_id: int, file: Path, since: str) -> None:
    from adimple.domain.errors import Invalid, Refused
    from adimple.usecases.publish_regua import publish_regua

    try:
        on = date.fromisoformat(since)
    except ValueError:
        boot.fail("--from: escreva o dia em que a régua passa a valer, como 2026-12-01.")
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        boot.fail(f"«{file}»: não foi possível abrir o arquivo ({boot.reason(error)}).")
    except ValueError:
        boot.fail(f"«{file}»: não é um documento JSON. Comece pelo que adimple regua mostra.")
    try:
        version = publish_regua(ctx, credor_id, told, on)
    except Invalid as error:
        boot.fail(f"«{file}», {error.field}: {error.phrase}")
    except Refused as error:
        boot.fail(error.phrase)
    else:
        print(f"Versão {version} publicada: vale a partir de {on:%d/%m/%Y}. Veja o que mudou em Régua, Versões.")
