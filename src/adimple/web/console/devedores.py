"""The list of devedores: find by name, CPF/CNPJ or título; what each owes today."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adimple.store.page import Page
from adimple.store.reads import balances
from adimple.store.reads import devedores as reads
from adimple.web.console import listing
from adimple.web.console.staff import chosen_open

STATE_NAMES = (
    ("abertos", "Com título em aberto"),
    ("vencidos", "Com título vencido"),
    ("pausados", "Com pausa"),
    ("incompletos", "Cadastro incompleto"),
    ("todos", "Todos"),
)


@dataclass(frozen=True, slots=True)
class Line:
    row: reads.DevedorRow
    titulos: int
    days_late: int
    overdue: balances.Total
    total: balances.Total


def devedores(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    on = request.ctx.on
    wanted = listing.typed(request, reads.DevedorFilter)
    found = reads.list_devedores(scope, wanted, on, request.GET.get("cursor", ""))
    page = Page([_line(row, on) for row in found.rows], found.next_cursor)
    return render(request, "console/devedores.html", listing.list_page(request, scope, wanted, slug, STATE_NAMES, page))


def _line(row: reads.DevedorRow, on: date) -> Line:
    priced = [titulo.priced(on) for titulo in row.titulos]
    return Line(
        row=row,
        titulos=len(priced),
        days_late=max((one.days_late for one in priced), default=0),
        overdue=balances.total_of(one for one in priced if one.days_late),
        total=balances.total_of(priced),
    )
