"""Boletos: the list, issuing them, one with its orders to the bank, and their paper."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import banking_phrases, calendar, money
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.remessa.items import KINDS
from adimple.store.reads import balances, convenios, devedores
from adimple.store.reads import boletos as reads
from adimple.store.reads.boletos import BoletoRow
from adimple.store.reads.convenios import ConvenioRow
from adimple.usecases import mend_boletos, order_boleto, print_boletos
from adimple.usecases.boleto_making import Issued, Unissued
from adimple.usecases.issue_boletos import MOST, IssueBoletos, issue_boletos
from adimple.usecases.mend_boletos import Change
from adimple.web.console import taking
from adimple.web.console.staff import chosen, credores_of, id_of, may
from adimple.web.forms import Form, parse_date

STATES = {
    "made": ("a registrar", "wait", "clock"),
    "sent": ("enviado ao banco", "go", "send"),
    "registered": ("registrado", "ok", "ok"),
    "refused": ("recusado pelo banco", "fail", "x"),
    "paid": ("pago", "ok", "ok"),
    "ended": ("encerrado", "", "lock"),
}
FILTERS = (
    ("vivos", "Que podem ser pagos"),
    ("a_registrar", "A registrar no banco"),
    ("recusados", "Recusados pelo banco"),
    ("nao_reemitidos", "Que não puderam ser reemitidos"),
    ("pagos", "Pagos"),
    ("encerrados", "Encerrados"),
    ("todos", "Todos"),
)
NEEDS = "operator"
LEFT = reads.BoletoFilter(state="nao_reemitidos")
MOST_SHOWN = 20  # of the títulos refused for one and the same reason


@dataclass(frozen=True, slots=True)
class Choice:
    """An open título of a devedor in the form of issuing."""

    titulo: balances.TituloSaldo
    priced: balances.Priced
    is_chosen: bool


def boletos(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request)
    wanted = reads.BoletoFilter(state=request.GET.get("situacao") or "vivos", number=request.GET.get("q", "").strip())
    page = reads.list_boletos(scope, wanted, request.GET.get("cursor", ""))
    shown = {
        "page": page,
        "rows": [(row, STATES[row.state], wanted == LEFT and _takes_another(request, row)) for row in page.rows],
        "wanted": wanted,
        "filters": FILTERS,
        "credores": credores_of(request),
        "slug": slug,
        "is_filtered": wanted != reads.BoletoFilter() or bool(slug),
        "left": 0 if wanted == LEFT else reads.count_boletos(scope, LEFT),
        "ceiling": reads.COUNT_CEILING,
    }
    return render(request, "console/recebimentos/boletos.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def emitir(request: HttpRequest) -> HttpResponse:
    """For the títulos of one devedor (`?devedor=`), or all of a credor that lack one; the count is seen first."""
    given = request.POST if request.method == "POST" else request.GET
    who = devedores.get_devedor(request.ctx.scope, id_of(given["devedor"])) if given.get("devedor") else None
    scope = request.ctx.scope.only(who.credor_id) if who else chosen(request)[0]
    rows = [row for row in convenios.list_convenios(scope) if row.closed_at is None]
    form = Form(given if request.method == "POST" else {"convenio": given.get("convenio", "")})
    refused = None
    if request.method == "POST":
        try:
            issued = _issue(request, form)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
        else:
            return _issued(request, issued)
    mine = {row.id for row in credores_of(request) if not row.closed_at and may(request, row.id, NEEDS)}
    offered = [row for row in rows if row.credor_id in mine] or rows
    chosen_row = _chosen(rows if form.text("convenio") else offered, form.text("convenio"))
    page = {
        "who": who,
        "rows": rows,
        "options": [(str(row.id), f"{row.label} · {row.credor_name}") for row in offered],
        "convenio": chosen_row,
        "form": form,
        "refused": refused,
        "choices": _choices(request, who.id) if who else [],
        "lacking": reads.count_lacking(request.ctx.scope, chosen_row.credor_id, request.ctx.on) if chosen_row else 0,
        "left": reads.count_boletos(request.ctx.scope.only(chosen_row.credor_id), LEFT) if chosen_row else 0,
        "ceiling": reads.COUNT_CEILING,
        "most": MOST,
        "may_issue": any(may(request, row.credor_id, NEEDS) for row in ([chosen_row] if chosen_row else rows)),
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "console/recebimentos/emitir.html", page, status=status)


def boleto(request: HttpRequest, boleto_id: int) -> HttpResponse:
    row = reads.get_boleto(request.ctx.scope, boleto_id)
    return render(request, "console/recebimentos/boleto.html", _page(request, row))


@require_POST
def ordem(request: HttpRequest, boleto_id: int) -> HttpResponse:
    """An order for the next remessa."""
    row = reads.get_boleto(request.ctx.scope, boleto_id)
    try:
        order_boleto.order_boleto(request.ctx, boleto_id, request.POST.get("kind", ""))
    except (Invalid, Refused) as error:
        status = 422 if isinstance(error, Invalid) else 409
        refused = error if isinstance(error, Refused) else Refused("boleto.kind", error.phrase)
        page = _page(request, row) | {"refused": refused}
        return render(request, "console/recebimentos/boleto.html", page, status=status)
    if row.state == "made":
        messages.success(request, "Boleto encerrado. O banco não chegou a conhecê-lo.")
    else:
        messages.success(request, "Ordem anotada: vai na próxima remessa deste convênio.")
    return redirect("recebimentos_boleto", boleto_id)


@require_POST
def desistir(request: HttpRequest, boleto_id: int) -> HttpResponse:
    """Takes back an order that still waits."""
    reads.get_boleto(request.ctx.scope, boleto_id)
    order_boleto.drop_order(request.ctx, boleto_id, request.POST.get("kind", ""))
    messages.success(request, "Ordem retirada: não vai ao banco.")
    return redirect("recebimentos_boleto", boleto_id)


def pdf(request: HttpRequest, boleto_id: int) -> HttpResponse:
    return taking.paper(print_boletos.print_boleto(request.ctx, boleto_id))


def carne(request: HttpRequest, devedor_id: int) -> HttpResponse:
    return taking.paper(print_boletos.print_carne(request.ctx, devedor_id))


def _issue(request: HttpRequest, form: Form) -> Issued:
    """Raises Invalid, NotFound, Refused."""
    if not form.text("convenio"):
        raise Invalid("convenio", "Escolha o convênio.")
    row = convenios.get_convenio(request.ctx.scope, id_of(form.text("convenio")))
    request.ctx.require(row.credor_id, NEEDS)
    if request.POST.get("devedor"):
        ids = tuple(id_of(text) for text in request.POST.getlist("titulo"))
        if not ids:
            raise Invalid("titulo", "Marque ao menos um título.")
    else:
        ids = tuple(reads.lacking(request.ctx.scope, row.credor_id, request.ctx.on, size=MOST))
        if not ids:
            raise Refused("boleto.none", "Todo título em dia deste credor já tem boleto ou linha digitável.")
    command = IssueBoletos(convenio_id=row.id, titulo_ids=ids, new_due_on=_day(form))
    return issue_boletos(request.ctx, command)


def _day(form: Form) -> date | None:
    if not form.text("new_due_on"):
        return None
    try:
        return parse_date(form.text("new_due_on"))
    except Invalid as error:
        raise Invalid("new_due_on", error.phrase) from error


def _issued(request: HttpRequest, issued: Issued) -> HttpResponse:
    """To the list where all went well; else the page that says which did not, and why."""
    count = len(issued.boleto_ids)
    many = "1 boleto emitido" if count == 1 else f"{count} boletos emitidos"
    told = f"{many}, {money.format_brl(issued.cents)}. Gere a remessa para registrá-los no banco."
    if not issued.refused:
        messages.success(request, told)
        return redirect("recebimentos_boletos")
    whys: dict[str, list[Unissued]] = {}
    for one in issued.refused:
        whys.setdefault(one.phrase, []).append(one)
    page = {
        "count": count,
        "told": told if count else "",
        "refused": len(issued.refused),
        "whys": [
            (why, len(rows), rows[:MOST_SHOWN]) for why, rows in sorted(whys.items(), key=lambda one: -len(one[1]))
        ],
        "most_shown": MOST_SHOWN,
    }
    return render(request, "console/recebimentos/emitidos.html", page)


def _choices(request: HttpRequest, devedor_id: int) -> list[Choice]:
    on, typed = request.ctx.on, request.POST.getlist("titulo")
    last = {row.titulo_id: row.pay_until for row in reads.boletos_of_devedor(request.ctx.scope, devedor_id)}
    titulos = balances.of_devedor(request.ctx.scope, devedor_id)
    rows = [row for row in titulos if (last[row.id] < on if row.id in last else not row.linha_digitavel)]
    return [
        Choice(row, row.priced(on), str(row.id) in typed if request.method == "POST" else True) for row in rows
    ]  # fmt: skip


def _chosen(rows: list[ConvenioRow], text: str) -> ConvenioRow | None:
    """That of the form; the only one there is."""
    if not text:
        return rows[0] if len(rows) == 1 else None
    found = next((row for row in rows if str(row.id) == text), None)
    if found is None:
        raise NotFound
    return found


def _change_words(change: Change) -> str:
    """«Mudar o vencimento para 15/12/2026»."""
    words = KINDS[change.kind].capitalize()
    if change.due_on is not None:
        return f"{words} para {calendar.format_date(change.due_on)}"
    return f"{words} de {money.format_brl(change.abatimento_cents)}" if change.abatimento_cents else words


def _takes_another(request: HttpRequest, row: BoletoRow) -> bool:
    """Whether who looks may issue another in its place, once it is of no use."""
    is_over = row.state in ("refused", "ended") or row.pay_until < request.ctx.on
    return is_over and may(request, row.credor_id, NEEDS)


def _page(request: HttpRequest, row: BoletoRow) -> dict:
    layout = row.bank.remessa(convenios.get_convenio(request.ctx.scope, row.convenio_id).layout)
    change = order_boleto.change_offered(request.ctx, row.id)
    kept = [kind for kind in order_boleto.BY_PERSON if kind not in order_boleto.CHANGES]
    offered = ["baixa"] if row.state == "made" else [kind for kind in kept if kind in layout.codes]  # type: ignore[union-attr]
    orders = reads.orders_of(request.ctx.scope, row.id)
    outlook = "" if change else mend_boletos.outlook(request.ctx, row.id)
    return {
        "row": row,
        "chip": STATES[row.state],
        "is_live": row.state in print_boletos.LIVE,
        "is_told": row.state in print_boletos.TOLD,
        "why": banking_phrases.WHYS.get(row.because, ""),
        "orders": [(order, KINDS.get(order.kind, order.kind)) for order in orders],
        "offered": ([(change.kind, _change_words(change))] if change else [])
        + [(kind, KINDS[kind].capitalize()) for kind in offered],
        "change": _change_words(change) if change else "",
        "outlook": outlook,
        "takes_another": bool(outlook) and _takes_another(request, row),
        "may_order": may(request, row.credor_id, NEEDS),
        "refused": None,
    }
