"""Lists to take away: the same filter as the page, all of its rows, as CSV or XLSX."""

import errno
import tempfile
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse

from adimple.domain.errors import Invalid, Refused
from adimple.store.reads.devedores import DevedorFilter
from adimple.store.reads.titulos import TituloFilter
from adimple.store.scope import Scope
from adimple.usecases import export_list
from adimple.usecases.exported.actions import DayOfActions
from adimple.usecases.exported.payments import AllPayments
from adimple.web.console import actions, auditoria, listing, tasks
from adimple.web.console.staff import chosen

TYPES = {
    export_list.CSV: "text/csv; charset=utf-8",
    export_list.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NAMES = {
    "titulos": "titulos", "devedores": "devedores", "payments": "pagamentos", "actions": "acoes", "tasks": "tarefas",
    "events": "auditoria",
}  # fmt: skip
_FULL = "Não há espaço no disco para montar a planilha. Nada saiu. Avise quem cuida desta máquina."


def titulos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request)
    return _send(request, "titulos", scope, listing.typed(request, TituloFilter), [slug])


def devedores(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request)
    return _send(request, "devedores", scope, listing.typed(request, DevedorFilter), [slug])


def pagamentos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request)
    return _send(request, "payments", scope, AllPayments(), [slug])


def acoes(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request)
    on, problem = actions.day_asked(request)
    if problem:
        raise Invalid("dia", problem)
    return _send(request, "actions", scope, DayOfActions(on, actions.typed(request)), [slug, f"dia-{on}"])


def tarefas(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request)
    return _send(request, "tasks", scope, tasks.typed(request), [slug])


def eventos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request, request.ctx.audited())
    return _send(request, "events", scope, auditoria.typed(request), [slug])


def _send(request: HttpRequest, sheet: str, scope: Scope, wanted: Any, named: Iterable[str]) -> HttpResponse:
    """Made whole in the installation's folder, and in the journal, before the first byte of it leaves."""
    kind = request.GET.get("formato", export_list.CSV)
    command = export_list.ExportList(sheet, kind, scope, wanted)
    out = tempfile.TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115 - the response closes it
    try:
        export_list.export_list(request.ctx, command, out)
    except OSError as error:
        out.close()
        if error.errno == errno.ENOSPC:
            raise Refused("export.disk", _FULL) from error
        raise
    except BaseException:
        out.close()
        raise
    out.seek(0)
    name = "-".join(filter(None, (NAMES[sheet], *named, f"{request.ctx.on}")))
    response = FileResponse(out, as_attachment=True, filename=f"{name}.{kind}", content_type=TYPES[kind])
    response.headers["Cache-Control"] = "no-store"
    return response
