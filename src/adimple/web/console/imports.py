"""Importar: a file comes in, is checked on the screen, and only then is written."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import intake, open_list
from adimple.domain.errors import Invalid, Refused, Unreadable
from adimple.store.reads import absent as absent_reads
from adimple.store.reads import credores, feed, import_files
from adimple.store.reads.import_files import ImportRow
from adimple.usecases import ask_import, forget_mapping, keep_preview, preview_import, upload_import
from adimple.usecases.context import ROLES
from adimple.usecases.preview_import import Preview
from adimple.usecases.read_import import NEEDS
from adimple.web import kept
from adimple.web.console import absent, import_progress
from adimple.web.console.staff import chosen, credores_of, id_of
from adimple.web.forms import Form, parse_whole

KINDS = ((intake.TITULOS, "Títulos"), (intake.PAYMENTS, "Pagamentos"))
# The effect of a row: word, tone and icon of its chip.
EFFECTS = {
    "new": ("novo", "go", "plus"),
    "changed": ("alterado", "wait", "edit"),
    "contact": ("cadastro", "", "person"),
    "returned": ("reaberto", "go", "undo"),
    "same": ("igual", "", ""),
    "pays": ("paga parte", "go", "plus"),
    "settles": ("quita", "ok", "ok"),
    "repeated": ("já registrado", "", ""),
}
SHOWN_REJECTIONS = 200
SHOWN_ABSENT = 10
SHEET_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_http_methods(["GET", "HEAD", "POST"])
def importar(request: HttpRequest) -> HttpResponse:
    """The form of a new file, and the files so far."""
    form = Form(request.POST if request.method == "POST" else {"kind": request.GET.get("tipo", intake.TITULOS)})
    choices, refused = _credores(request), None
    scope, slug = chosen(request)
    if request.method == "POST":
        try:
            import_id = _upload(request, form, choices)
        except Refused as error:
            refused = error
        else:
            if import_id is not None:
                return redirect("importar_conferir", import_id)
    page = {
        "form": form,
        "refused": refused,
        "kinds": KINDS,
        "choices": choices,
        "page": import_files.list_imports(scope, request.GET.get("cursor", "")),
        "credores": credores_of(request),
        "slug": slug,
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "console/imports/importar.html", page, status=status)


def conferir(request: HttpRequest, import_id: int) -> HttpResponse:
    """What the file would do; of one being worked, how far that is; of one already written, what it did."""
    file = import_files.get_import(request.ctx.scope, import_id)
    if file.job is not None and file.job.is_live and file.written_at is None:
        return import_progress.andamento(request, file)
    if request.htmx:  # the page that waited: whatever came of it is another page
        return import_progress.look_again(request)
    if file.written_at is not None:
        return _resultado(request, file)
    return _previa(request, file, Form())


@require_POST
def colunas(request: HttpRequest, import_id: int) -> HttpResponse:
    """The columns as the person pointed at them: back to the preview, which reads the file again."""
    headers, fields = request.POST.getlist("coluna"), request.POST.getlist("campo")
    try:
        if len(headers) != len(fields):
            raise Invalid("colunas", "As colunas chegaram incompletas. Abra a conferência de novo e aponte-as.")
        upload_import.map_columns(request.ctx, import_id, dict(zip(headers, fields, strict=True)))
    except Invalid as invalid:
        form = Form()
        form.errors["colunas"] = invalid.phrase
        return _previa(request, import_files.get_import(request.ctx.scope, import_id), form)
    return redirect("importar_conferir", import_id)


@require_POST
def esquecer(request: HttpRequest, import_id: int) -> HttpResponse:
    """The columns remembered for sheets like this one go; it is read again as we recognise it."""
    forget_mapping.forget_mapping(request.ctx, import_id, id_of(request.POST.get("lembradas", "")))
    messages.success(request, "Colunas esquecidas: esta planilha foi lida de novo, como a reconhecemos.")
    return redirect("importar_conferir", import_id)


@require_POST
def gravar(request: HttpRequest, import_id: int) -> HttpResponse:
    """Of a whole open list, only what the person saw it would close."""
    form = Form(request.POST)
    number = form.read("fechar", lambda text: parse_whole(text.replace(".", "")) if text else None)
    if not form.errors:
        try:
            ask_import.ask_write(request.ctx, import_id, seen=form.text("visto"), close_count=number)
        except Refused as refused:
            if refused.code not in (open_list.ASKS, open_list.CHANGED, open_list.BLIND):
                raise
            return _previa(request, import_files.get_import(request.ctx.scope, import_id), form, refused)
        return redirect("importar_conferir", import_id)
    return _previa(request, import_files.get_import(request.ctx.scope, import_id), form)


@require_POST
def descartar(request: HttpRequest, import_id: int) -> HttpResponse:
    upload_import.discard_import(request.ctx, import_id)
    messages.success(request, "Arquivo descartado. Nada foi gravado.")
    return redirect("importar")


def recusadas(request: HttpRequest, import_id: int) -> HttpResponse:
    """The rows left out, as the same sheet with the reason."""
    name, content = preview_import.rejected_sheet(request.ctx, import_id)
    response = HttpResponse(content, content_type=SHEET_TYPES[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = _attachment(name)
    return response


def _upload(request: HttpRequest, form: Form, choices: list[tuple[str, str]]) -> int | None:
    """The id of the file kept; None with the complaint noted."""
    file = request.FILES.get("file")
    if file is None:
        form.errors["file"] = "Escolha o arquivo: uma planilha CSV ou XLSX."
        return None
    credor_id = form.text("credor") or (choices[0][0] if len(choices) == 1 else "")
    if not credor_id:
        form.errors["credor"] = "Escolha de qual credor é o arquivo."
        return None
    command = upload_import.UploadImport(
        credor_id=id_of(credor_id),
        kind=form.text("kind"),
        name=file.name or "arquivo",
        content=file.read(),
        whole_list=form.text("lista") == "1",
    )
    try:
        return upload_import.upload_import(request.ctx, command)
    except Unreadable as unreadable:
        form.errors["file"] = unreadable.phrase
    except Invalid as invalid:
        form.errors["lista" if invalid.field == "lista" else "kind"] = invalid.phrase
    return None


def _previa(request: HttpRequest, file: ImportRow, form: Form, refused: Refused | None = None) -> HttpResponse:
    """Of a large file, the one that was kept; where there is none, why."""
    if ask_import.is_large(file):
        kept = keep_preview.kept_preview(request.ctx, file.id)
        if kept is None:
            return import_progress.andamento(request, file)
        preview, is_stale = kept
    else:
        preview, is_stale = _checked(request, file), False
    page = {
        "preview": preview,
        "is_stale": is_stale,
        "file": file,
        "form": form,
        "fields": [("", "Não importar"), *((name, intake.LABELS[name]) for name in intake.FIELDS[file.kind])],
        "effects": [(view, EFFECTS[view.effect]) for view in preview.effects],
        "of_payments": file.kind == intake.PAYMENTS,
        "failed": file.job if file.job is not None and file.job.state == "failed" else None,
        "refused": refused,
    }
    if preview.absent is not None:
        page["absent"] = preview.absent
        page["blind"] = open_list.blind_phrase(preview.absent.blind) if preview.absent.blind else ""
        shown = absent_reads.list_absent(request.ctx.scope, file.credor_id, preview.absent.ids, size=SHOWN_ABSENT)
        page["absent_rows"] = absent.with_flags(shown.rows)
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "console/imports/conferir.html", page, status=status)


def _checked(request: HttpRequest, file: ImportRow) -> Preview:
    """Reading the file again would say the same while the credor's facts are the same. Writing it asks anew."""
    request.ctx.require(file.credor_id, NEEDS[file.kind])
    state = feed.state(request.ctx.scope, file.credor_id)
    return kept.of_state(
        ("conferir", file.id),
        state and (state, repr(file), request.ctx.on),
        lambda: preview_import.preview_import(request.ctx, file.id),
    )


def _resultado(request: HttpRequest, file: ImportRow) -> HttpResponse:
    page = {
        "file": file,
        "rejections": import_files.rejections_of(request.ctx.scope, file.id, SHOWN_REJECTIONS),
        "hidden": max(0, file.rejected - SHOWN_REJECTIONS),
        "of_payments": file.kind == intake.PAYMENTS,
        "standing": len(absent_reads.standing_baixas(request.ctx.scope, file.id)) if file.closed else 0,
        "may_undo": request.ctx.scope.roles[file.credor_id] in ("owner", "manager"),
    }
    return render(request, "console/imports/resultado.html", page)


def _credores(request: HttpRequest) -> list[tuple[str, str]]:
    """Those the person may import something into."""
    least = max(ROLES.index(role) for role in NEEDS.values())
    scope = request.ctx.scope
    return [
        (str(row.id), row.name)
        for row in credores.list_credores(scope)
        if ROLES.index(scope.roles[row.id]) <= least and not row.closed_at
    ]


def _attachment(name: str) -> str:
    """A download by this name, whatever characters it has (RFC 5987)."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
