"""Pagamentos: the list, a form to register one, its receipt, and undoing it with a reason."""

import secrets
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from adimple.domain import calendar, imputacao_why, money
from adimple.domain.errors import Invalid, Refused
from adimple.store.reads import balances, devedores, imputacao_orders, incoming
from adimple.store.reads import payments as reads
from adimple.usecases import print_receipts, register_payment, undo_payment
from adimple.web.console import devolver, listing, taking
from adimple.web.console.staff import chosen_open, credores_of, id_of, may
from adimple.web.forms import Form, parse_date

SOURCES = {
    "form": "tela", "spreadsheet": "planilha", "api": "API", "retorno": "retorno do banco", "pix": "Pix",
    "ofx": "extrato",
}  # fmt: skip
NEEDS, UNDOES = "operator", "manager"


@dataclass(frozen=True, slots=True)
class Choice:
    """An open título in the form, with what it owes today."""

    titulo: balances.TituloSaldo
    priced: balances.Priced
    is_chosen: bool


def pagamentos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    page = {
        "page": reads.list_payments(scope, request.GET.get("cursor", "")),
        "credores": credores_of(request),
        "slug": slug,
        "sources": SOURCES,
        "may_take": listing.may_take(scope),
        "may_register": any(may(request, row.id, NEEDS) for row in credores_of(request)),
    }
    return render(request, "console/payments/pagamentos.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def novo(request: HttpRequest) -> HttpResponse:
    """Finds who paid; then asks how much, when, and for which títulos."""
    if devedor := request.POST.get("devedor") or request.GET.get("devedor"):
        return _form(request, id_of(devedor))
    text = request.GET.get("q", "").strip()
    found = (
        devedores.list_devedores(request.ctx.scope, devedores.DevedorFilter(text=text), request.ctx.on)
        if text
        else None
    )
    page = {"text": text, "found": found, "on": request.ctx.on}
    return render(request, "console/payments/procurar.html", page)


def pagamento(request: HttpRequest, payment_id: int) -> HttpResponse:
    detail = reads.get_payment(request.ctx.scope, payment_id)
    came_from = incoming.of_payment(request.ctx.scope, payment_id)
    giving_back = devolver.shown(request.ctx, came_from) if came_from else None
    page = {
        "detail": detail,
        "payment": detail.payment,
        "giving_back": giving_back,
        "source": SOURCES.get(detail.payment.source, detail.payment.source),
        "came_from": came_from,
        "may_undo": may(request, detail.credor_id, UNDOES),
    }
    return render(request, "console/payments/pagamento.html", page)


def recibo(request: HttpRequest, payment_id: int) -> HttpResponse:
    return taking.paper(print_receipts.print_recibo(request.ctx, payment_id))


def quitacao(request: HttpRequest, titulo_id: int) -> HttpResponse:
    return taking.paper(print_receipts.print_quitacao(request.ctx, titulo_id))


def extrato(request: HttpRequest, devedor_id: int) -> HttpResponse:
    return taking.paper(print_receipts.print_extrato(request.ctx, devedor_id))


@require_http_methods(["GET", "HEAD", "POST"])
def desfazer(request: HttpRequest, payment_id: int) -> HttpResponse:
    """A page that says what comes back, and asks why."""
    detail = reads.get_payment(request.ctx.scope, payment_id)
    request.ctx.require(detail.credor_id, UNDOES)
    if detail.payment.undone:
        messages.info(request, "Este pagamento já tinha sido desfeito.")
        return redirect("pagamentos_um", payment_id)
    form, refused = Form(request.POST if request.method == "POST" else {}), None
    if request.method == "POST":
        try:
            undo_payment.undo_payment(request.ctx, payment_id, form.text("motivo"))
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
        else:
            messages.success(request, "Pagamento desfeito. Os títulos voltaram a dever o que deviam sem ele.")
            return redirect("pagamentos_um", payment_id)
    page = {"detail": detail, "payment": detail.payment, "form": form, "refused": refused}
    return render(request, "console/payments/desfazer.html", page, status=_status(form, refused))


def _form(request: HttpRequest, devedor_id: int) -> HttpResponse:
    ctx, refused = request.ctx, None
    who = devedores.get_devedor(ctx.scope, devedor_id)
    ctx.require(who.credor_id, NEEDS)
    if request.method == "POST":
        form, ids = Form(request.POST), _ids(request.POST)
        try:
            if (command := _command(form, devedor_id, ids)) is not None:
                registered = register_payment.register_payment(ctx, command)
                _tell(request, registered)
                return redirect("pagamentos_um", registered.payment_id)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    else:
        form, ids = Form({"data": calendar.format_date(ctx.on), "chave": secrets.token_hex(8)}), _ids(request.GET)
    titulos = balances.of_devedor(ctx.scope, devedor_id)
    choices = [Choice(titulo, titulo.priced(ctx.on), titulo.id in ids) for titulo in titulos]
    orders = imputacao_orders.list_orders(ctx.scope, who.credor_id)
    page = {
        "order": imputacao_why.parts(by_law=imputacao_orders.is_by_law(orders, ctx.on)),
        "who": who,
        "form": form,
        "refused": refused,
        "asks_other": refused is not None and refused.code == register_payment.PERHAPS_SAME,
        "choices": choices,
        "on": ctx.on,
        "total": balances.total_of(choice.priced for choice in choices),
    }
    return render(request, "console/payments/novo.html", page, status=_status(form, refused))


def _command(form: Form, devedor_id: int, ids: tuple[int, ...]) -> register_payment.RegisterPayment | None:
    """None with the complaints noted. `chave` was made with the form: sent twice, it is one payment."""
    cents = form.read("valor", money.parse_brl)
    paid_on = form.read("data", parse_date)
    if form.errors or cents is None or paid_on is None:
        return None
    return register_payment.RegisterPayment(
        devedor_id=devedor_id,
        titulo_ids=ids,
        goes_on=form.text("segue") == "1",
        cents=cents,
        paid_on=paid_on,
        external_key=f"form:{form.text('chave')[:64] or secrets.token_hex(8)}",
        note=form.text("nota"),
        is_other=form.text("outro") == "1",
    )


def _tell(request: HttpRequest, registered: register_payment.Registered) -> None:
    if not registered.is_new:
        messages.info(request, "Este pagamento já estava registrado: nada mudou.")
        return
    credit = (
        f" Sobraram {money.format_brl(registered.leftover_cents)}: é crédito a devolver."
        if (registered.leftover_cents)
        else ""
    )
    messages.success(request, f"Pagamento registrado.{credit}")


def _ids(sent: QueryDict) -> tuple[int, ...]:
    return tuple(id_of(text) for text in sent.getlist("titulo"))


def _status(form: Form, refused: Refused | None) -> int:
    return 409 if refused else 422 if form.errors else 200
