"""Giving back a Pix by the PSP it came by: whole or part, why, a page that says what happens, and then it is asked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from adimple.domain import money
from adimple.domain.errors import Invalid, Refused
from adimple.store.reads import incoming as incoming_reads
from adimple.store.reads import pix_refunds
from adimple.store.reads.incoming import IncomingRow
from adimple.store.reads.pix_refunds import PixRefundRow, Refundable
from adimple.store.scope import Scope
from adimple.usecases import refund_pix
from adimple.usecases.context import ROLES, Context
from adimple.usecases.refund_pix import RefundPix
from adimple.web import formats
from adimple.web.console.staff import id_of
from adimple.web.forms import Form

STATES = {
    "asked": ("sem resposta do PSP", "wait", "clock"),
    "in_process": ("em andamento", "go", "clock"),
    "returned": ("devolvida", "ok", "ok"),
    "not_done": ("não realizada", "fail", "x"),
}


def shown(ctx: Context, row: IncomingRow) -> dict | None:
    """What the page of a receipt says of its devoluções; None where it came by no PSP."""
    may = pix_refunds.refundable(ctx.scope, row.id)
    if may.psp_account_id is None:
        return None
    role = ctx.scope.role_over(row.credor_id) or ROLES[-1]
    is_allowed = ROLES.index(role) <= ROLES.index(refund_pix.NEEDS)
    return {"rows": [(one, STATES[one.state]) for one in may.refunds], "may": may.may_go_back(ctx.on) and is_allowed}


@require_http_methods(["GET", "HEAD", "POST"])
def devolver(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """GET: how much and why. POST: what will happen; with `confirma`, it is asked."""
    row = incoming_reads.get_incoming(request.ctx.scope, incoming_id)
    request.ctx.require(row.credor_id, refund_pix.NEEDS)
    may = pix_refunds.refundable(request.ctx.scope, row.id)
    form, refused = _typed(request, may), None
    page = "console/recebimentos/devolver.html"
    if request.method == "POST":
        try:
            command = _command(form, row)
            if command is not None and form.text("confirma") == "1":
                return _told(request, refund_pix.refund_pix(request.ctx, command), row)
            if command is not None:
                refund_pix.check(request.ctx, command)
                sure = {"row": row, "form": form, "cents": command.cents, "left_cents": may.left_cents - command.cents}
                sure |= {"undone_id": row.payment_id or row.same_payment_id}
                return render(request, "console/recebimentos/devolver_confirma.html", sure)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    status = 409 if refused else 422 if form.errors else 200
    found = {"row": row, "may": may, "is_late": request.ctx.on > may.last_on, "form": form, "refused": refused}
    return render(request, page, found, status=status)


def _typed(request: HttpRequest, may: Refundable) -> Form:
    if request.method == "POST":
        return Form(request.POST)
    cents = Form(request.GET.dict()).read("valor", money.parse_brl) or may.left_cents
    return Form({"valor": formats.number(min(cents, may.left_cents)), "numero": str(may.next_number)})


def _command(form: Form, row: IncomingRow) -> RefundPix | None:
    """None with the complaints noted. `numero` was made with the form: sent twice, it is one devolução."""
    cents = form.read("valor", money.parse_brl)
    if cents is None:
        return None
    number = min(id_of(form.text("numero") or "1"), 32_000)
    return RefundPix(incoming_id=row.id, cents=cents, reason=form.text("motivo"), number=number)


def _told(request: HttpRequest, done: PixRefundRow, row: IncomingRow) -> HttpResponse:
    """`row`: as it was before."""
    cents = money.format_brl(done.cents)
    if done.state == "returned":
        messages.success(request, f"{cents} devolvidos: o PSP confirmou. {_of_titulos(request.ctx.scope, row)}")
    elif done.state == "not_done":
        messages.error(request, f"Nada foi devolvido. {done.why}", extra_tags="fail")
    elif done.state == "in_process":
        until = "Os títulos só mudam quando ele confirmar." if _was_paid(row) else "Nenhum título muda."
        messages.info(request, f"O PSP está devolvendo {cents}. {until}")
    else:
        said = f"O PSP ainda não respondeu se devolveu {cents}. Perguntamos sozinhos: não peça de novo."
        messages.info(request, said)
    return redirect("recebimentos_um", done.incoming_id)


def _was_paid(row: IncomingRow) -> bool:
    return bool(row.payment_id or row.same_payment_id)


def _of_titulos(scope: Scope, row: IncomingRow) -> str:
    if not _was_paid(row):
        return "Nenhum título mudou."
    now = incoming_reads.get_incoming(scope, row.id).state
    if now == "reversed":
        return "O pagamento foi desfeito, e os títulos dele voltaram a dever."
    rest = "o que ficou paga os mesmos títulos" if now == "matched" else "o que ficou espera em Conciliação"
    return f"O pagamento foi desfeito, e {rest}."
