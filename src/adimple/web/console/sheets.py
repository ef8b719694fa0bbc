"""Lists to take away: the same filter as the page, all of its rows, as CSV or XLSX."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from adimple.domain.errors import Invalid
from adimple.store.reads.devedores import DevedorFilter
from adimple.store.reads.titulos import TituloFilter
from adimple.store.scope import Scope
from adimple.usecases import export_list
from adimple.usecases.exported.actions import DayOfActions
from adimple.usecases.exported.payments import AllPayments
from adimple.web.console import actions, auditoria, listing, taking, tasks
from adimple.web.console.staff import chosen, chosen_open

NAMES = {
    "titulos": "titulos", "devedores": "devedores", "payments": "pagamentos", "actions": "acoes", "tasks": "tarefas",
    "events": "auditoria",
}  # fmt: skip


def titulos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    return _send(request, "titulos", scope, listing.typed(request, TituloFilter), [slug])


def devedores(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    return _send(request, "devedores", scope, listing.typed(request, DevedorFilter), [slug])


def pagamentos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    return _send(request, "payments", scope, AllPayments(), [slug])


def acoes(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    on, problem = actions.day_asked(request)
    if problem:
        raise Invalid("dia", problem)
    return _send(request, "actions", scope, DayOfActions(on, actions.typed(request)), [slug, f"dia-{on}"])


def tarefas(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    return _send(request, "tasks", scope, tasks.typed(request), [slug])


def eventos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request, request.ctx.audited())
    return _send(request, "events", scope, auditoria.typed(request), [slug])


def _send(request: HttpRequest, sheet: str, scope: Scope, wanted: Any, named: Iterable[str]) -> HttpResponse:
    kind = request.GET.get("formato", export_list.CSV)
    command = export_list.ExportList(sheet, kind, scope, wanted)
    name = "-".join(filter(None, (NAMES[sheet], *named, f"{request.ctx.on}")))
    return taking.sheet(name, kind, lambda out, goes_on: export_list.export_list(request.ctx, command, out, goes_on))
