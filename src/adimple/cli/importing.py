"""`adimple import`: a file of títulos or payments enters the ledger of a credor; bad rows come back with reasons."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from adimple.cli import boot

if TYPE_CHECKING:
    from adimple.usecases.import_titulos import Imported

SHOWN_REJECTIONS = 10


class Kind(StrEnum):
    TITULOS = "titulos"
    PAYMENTS = "payments"


def register(app: typer.Typer) -> None:
    app.command("import")(import_file)


def import_file(
    file: Path = typer.Argument(help="Planilha CSV ou XLSX.", metavar="ARQUIVO"),
    credor: str = typer.Option(..., "--credor", help="O credor, pelo nome curto: o que aparece nos endereços."),
    kind: Kind = typer.Option(Kind.TITULOS, "--kind", help="O que a planilha traz."),
    as_json: bool = typer.Option(False, "--json", help="O resultado em JSON, com todas as linhas recusadas."),
    columns: list[str] = typer.Option(
        [], "--map", metavar="CAMPO=CABEÇALHO", help="Corrige uma coluna: campo=Cabeçalho. Pode repetir."
    ),
    whole: bool = typer.Option(
        False,
        "--whole-open-list",
        help="O arquivo é a lista completa do que está em aberto: o que ele não traz é baixado, sem pagamento.",
    ),
    close_count: int = typer.Option(
        None,
        "--close",
        metavar="N",
        help="Confirma, com --seen, quantos títulos a lista completa fecha. Sem os dois, ela só mostra.",
    ),
    seen: str = typer.Option(
        "", "--seen", metavar="RESUMO", help="O resumo do que a lista mostrou: fecha aquilo, ou nada se mudou."
    ),
    forget: bool = typer.Option(
        False, "--forget-mapping", help="Esquece as colunas corrigidas numa planilha anterior com estes cabeçalhos."
    ),
    rejected_to: Path = typer.Option(
        None, "--rejected-to", help="Grava aqui as linhas recusadas, com o motivo: .csv ou .xlsx."
    ),
) -> None:
    """Importa títulos ou pagamentos. O mesmo arquivo duas vezes não muda nada; linha recusada não impede as outras."""
    content, chosen = _read(file), _chosen(columns)
    if whole and kind != Kind.TITULOS:
        boot.fail("--whole-open-list é só para títulos: uma planilha de pagamentos não diz o que está em aberto.")
    boot.ready()
    again = [str(file), "--credor", credor, "--whole-open-list", *(f"--map={column}" for column in columns)]
    again += [*(["--json"] if as_json else []), *(["--rejected-to", str(rejected_to)] if rejected_to else [])]
    imported = _import(
        file, content, credor, kind, chosen, whole=whole, close_count=close_count, seen=seen, forget=forget, again=again
    )
    if rejected_to is not None:
        _write_rejected(imported, rejected_to)
    _warn_of_repeated(file, imported)
    if as_json:
        print(json.dumps(as_dict(imported), ensure_ascii=False))
    else:
        _print(file, imported, credor, rejected_to)


def as_dict(imported: "Imported") -> dict:
    counts = imported.counts
    return {
        "accepted": counts.accepted,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        **({"closed": imported.absent.count} if imported.absent else {}),
        **({"reopened": imported.reopened} if imported.reopened else {}),
        "rejections": [
            {"line": one.line, "field": one.field, "code": one.code, "phrase": one.phrase}
            for one in imported.rejections
        ],
    }


def _read(file: Path) -> bytes:
    from adimple.domain import limits

    try:
        if file.stat().st_size > limits.MAX_FILE_BYTES:
            most = limits.MAX_FILE_BYTES // (1024 * 1024)
            _fail(file, f"O arquivo passa de {most} MB. Divida-o em partes e envie uma de cada vez.")
        return file.read_bytes()
    except FileNotFoundError:
        _fail(file, "Não encontramos este arquivo. Confira o caminho.")
    except IsADirectoryError:
        _fail(file, "Isto é uma pasta. Indique a planilha dentro dela.")
    except OSError as error:
        _fail(file, f"Não foi possível abrir o arquivo ({boot.reason(error)}).")


def _chosen(columns: list[str]) -> dict[str, str]:
    chosen = {}
    for column in columns:
        field, sign, header = column.partition("=")
        if not sign or not field.strip():
            boot.fail(f"--map «{column}»: escreva campo=Cabeçalho, como due_on=Vencimento.")
        chosen[field.strip()] = header.strip()
    return chosen


def _import(
    file: Path,
    content: bytes,
    slug: str,
    kind: Kind,
    chosen: dict[str, str],
    *,
    whole: bool,
    close_count: int | None,
    seen: str,
    forget: bool,
    again: list[str],
) -> "Imported":
    from rich.console import Console

    from adimple.cli import closing
    from adimple.domain.errors import Invalid, Unreadable
    from adimple.domain.open_list import NotConfirmed
    from adimple.store.reads import access
    from adimple.usecases import forget_mapping, import_payments, import_titulos

    scope = access.credor_scope(slug)
    if not scope.credor_ids:
        boot.fail(f"Não há credor «{slug}». Veja o nome curto em Configurações, ou crie-o com adimple create-owner.")
    verb = import_titulos.import_titulos if kind == Kind.TITULOS else import_payments.import_payments
    command = import_titulos.ImportFile(
        credor_id=scope.credor_ids[0],
        name=file.name,
        content=content,
        chosen=chosen,
        whole_list=whole,
        close_count=close_count if seen else None,
        closing=seen if close_count is not None else "",
    )
    try:
        with Console(stderr=True).status(f"Importando {file.name}"):
            if forget:
                forget_mapping.forget_of_headers(
                    boot.context(scope), scope.credor_ids[0], content, file.name, kind.value
                )
            return verb(boot.context(scope), command)
    except Unreadable as error:
        _fail(file, error.phrase)
    except NotConfirmed as error:
        boot.fail(f"«{file}»: {error.phrase}\n{closing.told_of(scope, error.absent, again)}")
        raise
    except Invalid as error:
        _fail(file, f"{error.phrase} Para indicar uma coluna: --map {error.field}=Cabeçalho")


def _write_rejected(imported: "Imported", to: Path) -> None:
    from adimple.files import writing

    try:
        as_xlsx = to.suffix.lower() == ".xlsx"
        to.write_bytes(writing.write_table(imported.read.table.frame, imported.rejections, as_xlsx=as_xlsx))
    except OSError as error:
        # The import itself is done: say so, or the person would do it again.
        why = boot.reason(error)
        boot.fail(f"«{to}»: o arquivo foi importado, mas as linhas recusadas não foram gravadas ({why}).")


def _repeated(imported: "Imported") -> list[str]:
    """Money that may be counted twice: a person must hear of it even when a program reads the result."""
    from adimple.domain.intake import payments

    return [notice.phrase for notice in imported.read.intake.notices if notice.code == payments.REPEATED]


def _warn_of_repeated(file: Path, imported: "Imported") -> None:
    for phrase in _repeated(imported):
        boot.warn(f"«{file}»: {phrase}")


def _print(file: Path, imported: "Imported", credor: str, rejected_to: Path | None) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    out, counts = Console(), imported.counts
    table = Table(title=escape(file.name), title_justify="left")
    told = (("Novos", counts.accepted), ("Alterados", counts.updated), ("Iguais", counts.unchanged))
    for word, _ in (*told, ("Recusados", 0)):
        table.add_column(word, justify="right")
    table.add_row(*(_count(number) for _, number in told), _count(counts.rejected))
    out.print(table)
    if (kept := imported.read.opened.remembered) is not None:
        out.print(
            f"· Colunas como na última vez, corrigidas por {escape(kept.author)}. Para esquecer: --forget-mapping"
        )
    for line in _list_told(imported, credor):
        out.print(line)
    for notice in imported.read.notices:
        if notice not in _repeated(imported):  # said already
            out.print(f"· {escape(notice)}")
    if not imported.rejections:
        return
    out.print("\nLinhas recusadas:")
    for one in imported.rejections[:SHOWN_REJECTIONS]:
        out.print(f"  linha {one.line}, {escape(one.field)}: {escape(one.phrase)}")
    more = len(imported.rejections) - SHOWN_REJECTIONS
    if more > 0:
        out.print(f"  e mais {_count(more)}.")
    if rejected_to is not None:
        out.print(f"Planilha com os motivos: {escape(str(rejected_to))}")
    else:
        out.print("Para receber a planilha com os motivos: --rejected-to recusadas.csv")


def _list_told(imported: "Imported", credor: str) -> list[str]:
    """What the whole open list closed, and what came back."""
    told = []
    if imported.absent is not None and imported.absent.count:
        which = "título que faltava" if imported.absent.count == 1 else "títulos que faltavam"
        told.append(
            f"· Lista completa: {_count(imported.absent.count)} {which} nela, baixados sem pagamento. Para desfazer: "
            f"adimple undo-closing {imported.import_id} --credor {credor}"
        )
    if imported.reopened:
        which = "título voltou" if imported.reopened == 1 else "títulos voltaram"
        told.append(f"· {_count(imported.reopened)} {which} a ficar em aberto.")
    return told


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _fail(file: Path, phrase: str) -> NoReturn:
    boot.fail(f"«{file}»: {' '.join(phrase.split())}")
    raise AssertionError("boot.fail does not return")
