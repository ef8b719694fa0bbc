"""Credores: all that the person sees, with their figures; which one to work in; and one more."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import aging, calendar
from adimple.domain.errors import Refused
from adimple.store.reads import credores as reads
from adimple.store.reads import painel
from adimple.store.reads.credores import CredorRow, LastImport
from adimple.store.reads.listing import due_range
from adimple.store.scope import Scope
from adimple.usecases.context import ROLE_NAMES
from adimple.usecases.create_credor import CreateCredor, create_credor, require_owner
from adimple.web import kept
from adimple.web.console.staff import WORKING, working_in
from adimple.web.forms import Form

CLOSED, ALL = "encerrados", "todos"
STATES = (("", "Em atividade"), (CLOSED, "Encerrados"), (ALL, "Todos"))


@dataclass(frozen=True, slots=True)
class Figures:
    """Principal left of what is open, without encargos."""

    titulos: int = 0
    open_cents: int = 0
    overdue: int = 0
    overdue_cents: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    row: CredorRow
    figures: Figures
    role: str
    last_import: LastImport | None


def lista(request: HttpRequest) -> HttpResponse:
    scope = request.ctx.scope
    imports, rows = reads.last_imports(scope), reads.list_credores(scope)
    ended = [row for row in rows if row.closed_at]
    state = request.GET.get("situacao", "") if ended else ""
    of_state = {CLOSED: ended, ALL: rows}
    lines = [
        Line(row, _figures(request, row.id), ROLE_NAMES[scope.roles[row.id]], imports.get(row.id))
        for row in of_state.get(state, [row for row in rows if not row.closed_at])
    ]
    page = {
        "lines": lines,
        "states": STATES if ended else (),
        "state": state if state in of_state else "",
        "has_any": bool(rows),
        "total": _sum([line.figures for line in lines]),
        "working": working_in(request, scope),
        "may_create": "owner" in scope.roles.values(),
    }
    return render(request, "console/credores.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def novo(request: HttpRequest) -> HttpResponse:
    form, refused = Form(request.POST if request.method == "POST" else {}), None
    try:
        require_owner(request.ctx)
        if request.method == "POST":
            made: list[str] = []
            if form.ask(lambda: made.append(create_credor(request.ctx, _command(form)))):
                messages.success(request, "Credor criado, em ensaio: nada é enviado até você liberar.")
                return redirect("configuracoes_credor", made[0])
    except Refused as error:
        refused = error
    ufs = [("", "Escolha"), *((uf, uf) for uf in calendar.UFS)]
    page = {"form": form, "refused": refused, "ufs": ufs}
    return render(request, "console/credor_novo.html", page, status=409 if refused else 422 if form.errors else 200)


@require_POST
def trabalhar(request: HttpRequest) -> HttpResponse:
    """From now on the lists open with this credor chosen; "" for all."""
    slug = Form(request.POST).text("credor")
    if not slug:
        request.session.pop(WORKING, None)
        messages.info(request, "As listas voltam a mostrar todos os seus credores.")
        return redirect("credores")
    row = reads.get_credor(request.ctx.scope, slug)
    request.session[WORKING] = slug
    messages.success(request, f"Agora as listas abrem em {row.name}. Numa lista, «Todos» mostra os outros.")
    return redirect("painel")


def _command(form: Form) -> CreateCredor:
    return CreateCredor(
        name=form.need("credor_name", "Escreva o nome ou a razão social de quem recebe."),
        document=form.need("credor_document", "Escreva o CPF ou o CNPJ do credor."),
        address=form.need("credor_address", "Escreva o endereço: a lei o pede em toda cobrança."),
        email=form.text("credor_email"),
        city=form.text("credor_city"),
        uf=form.text("credor_uf"),
    )


def _figures(request: HttpRequest, credor_id: int) -> Figures:
    ctx = request.ctx
    mine = ctx.scope.only(credor_id)
    return kept.figure(("credores", credor_id, ctx.on), lambda: _count(mine, ctx.on), ctx.now).value


def _count(scope: Scope, on: date) -> Figures:
    first_in_time, _ = due_range(aging.BUCKETS[0], on)
    rows = painel.open_by_due(scope)
    late = [row for row in rows if row.due_on < first_in_time]
    return Figures(
        titulos=sum(row.titulos for row in rows),
        open_cents=sum(row.principal_cents for row in rows),
        overdue=sum(row.titulos for row in late),
        overdue_cents=sum(row.principal_cents for row in late),
    )


def _sum(figures: list[Figures]) -> Figures:
    return Figures(
        sum(one.titulos for one in figures),
        sum(one.open_cents for one in figures),
        sum(one.overdue for one in figures),
        sum(one.overdue_cents for one in figures),
    )
