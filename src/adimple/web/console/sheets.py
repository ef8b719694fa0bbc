"""Lists to take away: the same filter as the page, all of its rows, as CSV or XLSX."""

import errno
import tempfile
import time
from collections.abc import Callable, Iterable
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
from adimple.web.turn import Turn

TYPES = {
    export_list.CSV: "text/csv; charset=utf-8",
    export_list.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NAMES = {
    "titulos": "titulos", "devedores": "devedores", "payments": "pagamentos", "actions": "acoes", "tasks": "tarefas",
    "events": "auditoria",
}  # fmt: skip
TURN = Turn("export.busy", "Já há uma planilha sendo montada. Peça a sua de novo em um minuto.")
MOST_SECONDS = 300  # of a thread and of one instant of the database
_LONG = (
    "A planilha passou de cinco minutos e foi deixada. Nada saiu. Filtre a lista para pedir menos, ou peça a quem cuida"
    " desta máquina que use adimple export, que não tem este limite."
)
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
        with TURN.taken():
            export_list.export_list(request.ctx, command, out, _goes_on())
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


def _goes_on() -> Callable[[], None]:
    """To be asked at each row. Raises Refused once it took too long."""
    until = time.monotonic() + MOST_SECONDS

    def asked() -> None:
        if time.monotonic() >= until:
            raise Refused("export.long", _LONG)

    return asked
