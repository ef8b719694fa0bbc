"""A file that is the whole open list: what it would close, seen before anything is written, and undone after."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from adimple.domain.open_list import Absent
from adimple.store.reads import absent as reads
from adimple.store.reads import feed, import_files
from adimple.store.reads.import_files import ImportRow
from adimple.usecases import close_absent, export_absent, preview_import, upload_import
from adimple.usecases.export_list import CSV
from adimple.web import kept
from adimple.web.console import taking


@require_POST
def lista(request: HttpRequest, import_id: int) -> HttpResponse:
    """Says that the file is the whole open list, or that it is not."""
    upload_import.say_whole_list(request.ctx, import_id, request.POST.get("lista") == "1")
    return redirect("importar_conferir", import_id)


def ausentes(request: HttpRequest, import_id: int) -> HttpResponse:
    """What the file would close, or closed and stays closed: found by name or number, page by page."""
    file, ids, absent = _found(request, import_id)
    text = request.GET.get("q", "")
    page = reads.list_absent(request.ctx.scope, file.credor_id, ids, text, request.GET.get("cursor", ""))
    shown = {"file": file, "page": page, "text": text, "count": len(ids), "absent": absent}
    shown["may_take"] = request.ctx.scope.roles[file.credor_id] in ("owner", "manager")
    return render(request, "console/imports/ausentes.html", shown | {"rows": with_flags(page.rows)})


def planilha(request: HttpRequest, import_id: int) -> HttpResponse:
    """All of them as a CSV, with what to look at first."""
    file = import_files.get_import(request.ctx.scope, import_id)
    name = f"{file.name.rpartition('.')[0] or file.name}-ausentes"
    return taking.sheet(
        name, CSV, lambda out, goes_on: export_absent.export_absent(request.ctx, import_id, out, goes_on)
    )


@require_POST
def reabrir(request: HttpRequest, import_id: int) -> HttpResponse:
    count = close_absent.undo_absent(request.ctx, import_id)
    if count:
        many = "1 título voltou" if count == 1 else f"{count} títulos voltaram"
        messages.success(request, f"Baixas desfeitas: {many} a ficar em aberto.")
    else:
        messages.info(request, "As baixas deste arquivo já tinham sido desfeitas.")
    return redirect("importar_conferir", import_id)


def _found(request: HttpRequest, import_id: int) -> tuple[ImportRow, list[int], Absent | None]:
    """Of a file not written yet, what it would close; else what it closed and nothing opened since."""
    file = import_files.get_import(request.ctx.scope, import_id)
    if file.written_at is not None:
        return file, reads.standing_baixas(request.ctx.scope, import_id), None
    request.ctx.require(file.credor_id, "manager")
    # The file is compared with every open título: once while the credor's facts are the same. Writing it asks anew.
    state = feed.state(request.ctx.scope, file.credor_id)
    found = kept.of_state(
        ("ausentes", file.id),
        state and (state, repr(file), request.ctx.on),
        lambda: preview_import.absent_of(request.ctx, file),
    )
    return file, list(found.ids), found


def with_flags(rows: Iterable[reads.AbsentRow]) -> list[tuple[reads.AbsentRow, list[str]]]:
    return [(row, export_absent.flags(row)) for row in rows]
