"""A reversal that fits nothing: a person says which payment it undoes, or that it was seen to elsewhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from adimple.domain import money
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store.reads import reversals as reads
from adimple.usecases import settle_reversal
from adimple.usecases.context import ROLES
from adimple.web.forms import Form


def estorno(request: HttpRequest, reversal_id: int) -> HttpResponse:
    return _page(request, reversal_id, Form(), None, 200)


@require_POST
def desfaz(request: HttpRequest, reversal_id: int) -> HttpResponse:
    """The payment that it takes back is undone."""
    row, form = reads.get_reversal(request.ctx.scope, reversal_id), Form(request.POST)
    try:
        settle_reversal.choose_payment(request.ctx, reversal_id, number_of(form.text("pagamento")))
    except NotFound:
        form.note(Invalid("pagamento", "Não há pagamento de pé com este número neste credor."))
        return _page(request, reversal_id, form, None, 422)
    except Refused as refused:
        return _page(request, reversal_id, form, refused, 409)
    messages.success(request, f"Devolvidos {money.format_brl(row.cents)}: o pagamento foi desfeito nessa parte.")
    return redirect("recebimentos_estorno", reversal_id)


@require_POST
def fim(request: HttpRequest, reversal_id: int) -> HttpResponse:
    form = Form(request.POST)
    try:
        settle_reversal.end_reversal(request.ctx, reversal_id, form.text("motivo"))
    except Invalid as invalid:
        form.note(invalid)
        return _page(request, reversal_id, form, None, 422)
    except Refused as refused:
        return _page(request, reversal_id, form, refused, 409)
    messages.success(request, "Devolução dada por resolvida, com o motivo.")
    return redirect("recebimentos_estorno", reversal_id)


def number_of(text: str) -> int:
    """As a person types it; 0, which is nobody's, for what is no number."""
    digits = text.strip().lower().removeprefix("nº").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


def _page(request: HttpRequest, reversal_id: int, form: Form, refused: Refused | None, status: int) -> HttpResponse:
    scope = request.ctx.scope
    row = reads.get_reversal(scope, reversal_id)
    page = {
        "row": row,
        "form": form,
        "refused": refused,
        "options": reads.candidates(scope, reversal_id) if row.waits else [],
        "may_undo": ROLES.index(scope.roles[row.credor_id]) <= ROLES.index(settle_reversal.NEEDS),
    }
    return render(request, "console/recebimentos/estorno.html", page, status=status)
