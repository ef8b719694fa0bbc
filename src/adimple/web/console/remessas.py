"""Remessas: what waits for the bank, the next file, and those already made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from adimple.domain.remessa.items import KINDS
from adimple.store.reads import convenios
from adimple.store.reads import remessas as reads
from adimple.usecases.make_remessa import make_remessa
from adimple.usecases.take_remessa import take_remessa
from adimple.web.console.staff import chosen, credores_of, may


def remessas(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request)
    waiting = reads.list_waiting(scope, size=100)
    page = {
        "convenios": [
            (row, may(request, row.credor_id, "operator"))
            for row in convenios.list_convenios(scope)
            if row.closed_at is None
        ],
        "waiting": [(row, KINDS.get(row.kind, row.kind)) for row in waiting.rows],
        "is_more": waiting.next_cursor is not None,
        "page": reads.list_remessas(scope, request.GET.get("cursor", "")),
        "credores": credores_of(request),
        "slug": slug,
    }
    return render(request, "console/recebimentos/remessas.html", page)


@require_POST
def gerar(request: HttpRequest, convenio_id: int) -> HttpResponse:
    made = make_remessa(request.ctx, convenio_id)
    if made.remessa_id is not None:
        many = "1 ordem" if made.items == 1 else f"{made.items} ordens"
        messages.success(request, f"Remessa {made.number} gerada, com {many}. Baixe o arquivo e mande-o ao banco.")
    if made.dropped:
        many = "1 boleto foi encerrado" if made.dropped == 1 else f"{made.dropped} boletos foram encerrados"
        messages.info(request, f"{many} antes de ir ao banco: o título foi pago, mudou ou foi fechado.")
    if made.reissued:
        many = "1 boleto foi reemitido" if made.reissued == 1 else f"{made.reissued} boletos foram reemitidos"
        messages.info(request, f"{many}, porque o que o título deve mudou: a baixa do antigo e o novo vão juntos.")
    if made.left:
        many = "1 ordem não pôde ir" if len(made.left) == 1 else f"{len(made.left)} ordens não puderam ir"
        messages.warning(request, f"{many}: o motivo está ao lado de cada uma.", extra_tags="wait")
    return redirect("recebimentos_remessas")


def arquivo(request: HttpRequest, remessa_id: int) -> HttpResponse:
    """The file, as it was made; who takes it is told in the Auditoria."""
    taken = take_remessa(request.ctx, remessa_id)
    response = HttpResponse(taken.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{taken.file_name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
