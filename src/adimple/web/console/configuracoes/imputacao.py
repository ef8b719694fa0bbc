"""In which order payments are imputed: the house's, or the Código Civil's to the letter, from a day on."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from adimple.domain import calendar
from adimple.domain.errors import Invalid
from adimple.domain.imputacao_why import HOUSE, LAW
from adimple.store.reads import credores, imputacao_orders
from adimple.usecases.save_imputacao_order import SaveImputacaoOrder, save_imputacao_order
from adimple.web.console.configuracoes.page import form_page
from adimple.web.forms import Form, parse_date

ORDERS = (
    (HOUSE, "A da casa: juros, multa, principal"),
    (LAW, "A do Código Civil, à risca: juros, principal, multa"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def imputacao(request: HttpRequest, slug: str) -> HttpResponse:
    ctx = request.ctx
    who = credores.get_credor(ctx.scope, slug)
    orders = imputacao_orders.list_orders(ctx.scope, who.id)
    now = LAW if imputacao_orders.is_by_law(orders, ctx.on) else HOUSE
    typed = request.POST if request.method == "POST" else {"order": now, "effective_on": calendar.format_date(ctx.on)}
    form = Form(typed)

    def save() -> str:
        effective_on = form.read("effective_on", parse_date)
        if form.text("order") not in (HOUSE, LAW):
            form.note(Invalid("order", "Escolha a ordem na lista."))
        if form.errors or effective_on is None:
            return ""
        save_imputacao_order(ctx, who.id, SaveImputacaoOrder(effective_on, form.text("order") == LAW))
        return f"Ordem gravada: vale para pagamentos a partir de {calendar.format_date(effective_on)}."

    page = {"orders": orders, "options": ORDERS, "now": now, "on": ctx.on}
    return form_page(request, "console/configuracoes_imputacao.html", who, form, save, page)
