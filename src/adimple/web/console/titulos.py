"""The list of títulos: find by number, name or CPF/CNPJ; what each owes today."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adimple.domain import aging
from adimple.domain.encargos import Encargos
from adimple.store.page import Page
from adimple.store.reads import credores
from adimple.store.reads import titulos as reads
from adimple.web.console.staff import chosen

STATE_NAMES = (
    ("abertos", "Em aberto"),
    ("pausados", "Com pausa"),
    ("pagos", "Pagos"),
    ("baixados", "Baixados"),
    ("todos", "Todos"),
)
BUCKET_NAMES = (("", "Todas"), *((bucket.code, bucket.label) for bucket in aging.BUCKETS))


@dataclass(frozen=True, slots=True)
class Line:
    """A row as shown: what it owes is computed for the rows of the page only, never stored."""

    row: reads.TituloRow
    owed: Encargos

    @property
    def charges_cents(self) -> int:
        """Multa, juros and correction, less the discount."""
        return self.owed.total_cents - self.owed.principal_cents


def titulos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request)
    on = request.ctx.on
    wanted = reads.TituloFilter(
        text=request.GET.get("q", "").strip(),
        bucket=request.GET.get("faixa", ""),
        state=request.GET.get("situacao") or "abertos",
    )
    page = reads.list_titulos(scope, wanted, on, request.GET.get("cursor", ""))
    return render(
        request,
        "console/titulos.html",
        {
            "on": on,
            "credores": credores.list_credores(request.ctx.scope),
            "slug": slug,
            "wanted": wanted,
            "states": STATE_NAMES,
            "buckets": BUCKET_NAMES,
            "page": Page([Line(row, row.titulo.owed(on)) for row in page.rows], page.next_cursor),
            "sum": reads.sum_titulos(scope, wanted, on),
            "is_filtered": bool(wanted.text or wanted.bucket or slug or wanted.state != "abertos"),
        },
    )
