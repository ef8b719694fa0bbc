"""The list of títulos: find by number, name or CPF/CNPJ; what each owes today."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adimple.store.page import Page
from adimple.store.reads import titulos as reads
from adimple.store.reads.balances import Priced
from adimple.web import kept
from adimple.web.console import listing
from adimple.web.console.staff import chosen_open

STATE_NAMES = (
    ("abertos", "Em aberto"),
    ("pausados", "Com pausa"),
    ("pagos", "Pagos"),
    ("baixados", "Baixados"),
    ("todos", "Todos"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as shown: what it owes is computed for the rows of the page only, never stored."""

    row: reads.TituloRow
    priced: Priced

    @property
    def charges_cents(self) -> int | None:
        """Multa, juros and correction, less the discount."""
        owed = self.priced.owed
        return owed.total_cents - owed.principal_cents if owed else None


def titulos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    on = request.ctx.on
    wanted = listing.typed(request, reads.TituloFilter)
    found = reads.list_titulos(scope, wanted, on, request.GET.get("cursor", ""))
    page = Page([Line(row, row.titulo.priced(on)) for row in found.rows], found.next_cursor)
    key = ("titulos", wanted, on, *scope.credor_ids)
    shown = listing.list_page(request, scope, wanted, slug, STATE_NAMES, page) | {
        "sum": kept.figure(key, lambda: reads.sum_titulos(scope, wanted, on), request.ctx.now).value
    }
    return render(request, "console/titulos.html", shown)
