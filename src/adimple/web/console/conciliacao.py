"""Conciliação: money that came and waits for its título; what matching it would extinguish, before it is done."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import incoming, money
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.indices import MonthMissing
from adimple.store.reads import balances, boletos, devedores, reversals, suggestions
from adimple.store.reads import incoming as reads
from adimple.store.reads.incoming import IncomingFilter, IncomingRow
from adimple.store.reads.suggestions import SuggestionRow
from adimple.usecases import count_once, match_incoming
from adimple.usecases.context import ROLES
from adimple.usecases.match_incoming import Foreseen, MatchIncoming
from adimple.usecases.register_payment import PERHAPS_SAME
from adimple.web.console import devolver
from adimple.web.console.estornos import number_of
from adimple.web.console.staff import chosen_open, credores_of, id_of
from adimple.web.forms import Form

CHIPS = {
    "waiting": ("a conferir", "wait", "clock"),
    "matched": ("conciliado", "ok", "ok"),
    "set_aside": ("posto de lado", "", "pause"),
    "reversed": ("devolvido", "", "undo"),
}
SAME = "contados"
TABS = (
    ("waiting", "A conferir"), ("matched", "Conciliados"), (SAME, "Contados uma vez"), ("set_aside", "De lado"),
    ("reversed", "Devolvidos"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """A suggestion, and what it would extinguish; None where an index lacks a month."""

    row: SuggestionRow
    foreseen: Foreseen | None


def conciliacao(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    form = Form(request.GET.dict())
    cents = form.read("valor", money.parse_brl) if form.text("valor") else None
    tab = form.text("situacao") or "waiting"
    wanted = IncomingFilter(
        state="set_aside" if tab == SAME else tab,
        source=form.text("origem"),
        text=form.text("q"),
        cents=cents,
        is_same=tab == SAME,
    )
    page = {
        "page": reads.list_incoming(scope, wanted, request.GET.get("cursor", "")),
        "tally": reads.tally(scope),
        "reversals": reversals.list_reversals(scope),
        "wanted": wanted,
        "value": form.text("valor"),
        "form": form,
        "tab": tab,
        "tabs": TABS,
        "sources": (("", "Todas"), *incoming.SOURCES.items()),
        "credores": credores_of(request),
        "slug": slug,
        "is_filtered": bool(wanted.text or wanted.source or cents is not None or slug),
    }
    return render(request, "console/recebimentos/conciliacao.html", page, status=422 if form.errors else 200)


def recebimento(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """One receipt: the títulos it may be of, each with what it would extinguish; a search where none is right."""
    row = reads.get_incoming(request.ctx.scope, incoming_id)
    return _page(request, row, Form(), None, 200)


@require_http_methods(["GET", "HEAD", "POST"])
def conciliar(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """GET: what it would extinguish of one devedor. POST: it is done."""
    row = reads.get_incoming(request.ctx.scope, incoming_id)
    sent = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "devedor" not in sent:
        return redirect("recebimentos_um", row.id)
    who = devedores.get_devedor(request.ctx.scope, id_of(sent.get("devedor", "")))
    command = MatchIncoming(
        incoming_id=row.id,
        devedor_id=who.id,
        titulo_ids=tuple(dict.fromkeys(id_of(text) for text in sent.getlist("titulo"))),
        is_other=sent.get("outro") == "1",
    )
    refused, form = None, Form()
    if request.method == "POST":
        try:
            payment_id = match_incoming.match_incoming(request.ctx, command)
        except Refused as error:
            refused = error
        except Invalid as invalid:
            form.note(invalid)
        else:
            messages.success(request, f"{money.format_brl(row.left_cents)} conciliados com {who.name}.")
            return redirect("pagamentos_um", payment_id)
    if who.credor_id != row.credor_id:
        raise NotFound
    titulos = balances.of_devedor(request.ctx.scope, who.id)
    page = {
        "row": row,
        "source": row.road,
        "who": who,
        "refused": refused,
        "form": form,
        "choices": [(one, one.priced(row.paid_on), one.id in command.titulo_ids) for one in titulos],
        "foreseen": _foresee(request, command),
        "chosen": command.titulo_ids,
        "asks_other": refused is not None and refused.code == PERHAPS_SAME,
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "console/recebimentos/conciliar.html", page, status=status)


@require_POST
def por_de_lado(request: HttpRequest, incoming_id: int) -> HttpResponse:
    row, form = reads.get_incoming(request.ctx.scope, incoming_id), Form(request.POST)
    try:
        match_incoming.set_aside_incoming(request.ctx, incoming_id, form.text("motivo"))
    except Invalid as invalid:
        form.note(invalid)
        return _page(request, row, form, None, 422)
    except Refused as refused:
        return _page(request, row, form, refused, 409)
    messages.success(request, "Posto de lado, com o motivo. Você o encontra em De lado.")
    return redirect("recebimentos")


@require_POST
def mesmo(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """It is the money of that payment: it counts once."""
    row, form = reads.get_incoming(request.ctx.scope, incoming_id), Form(request.POST)
    payment_id = number_of(form.text("pagamento"))
    try:
        count_once.count_once(request.ctx, incoming_id, payment_id, is_any_day=form.text("outro_dia") == "1")
    except NotFound:
        form.note(Invalid("pagamento", "Não há pagamento de pé com este número neste credor."))
        return _page(request, row, form, None, 422)
    except Refused as refused:
        return _page(request, row, form, refused, 409)
    messages.success(request, f"É o pagamento nº {payment_id}: o dinheiro conta uma vez. Você o encontra em De lado.")
    return redirect("recebimentos")


@require_POST
def trazer_de_volta(request: HttpRequest, incoming_id: int) -> HttpResponse:
    match_incoming.bring_back_incoming(request.ctx, incoming_id)
    messages.success(request, "O recebimento voltou a esperar em Conciliação.")
    return redirect("recebimentos_um", incoming_id)


@require_POST
def desfazer(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """Its payment is undone, with a reason; it waits again."""
    row, form = reads.get_incoming(request.ctx.scope, incoming_id), Form(request.POST)
    try:
        match_incoming.unmatch_incoming(request.ctx, incoming_id, form.text("motivo"))
    except Invalid as invalid:
        form.note(invalid)
        return _page(request, row, form, None, 422)
    except Refused as refused:
        return _page(request, row, form, refused, 409)
    messages.success(request, "Conciliação desfeita. O recebimento voltou a esperar.")
    return redirect("recebimentos_um", incoming_id)


def _page(request: HttpRequest, row: IncomingRow, form: Form, refused: Refused | None, status: int) -> HttpResponse:
    scope, text = request.ctx.scope, request.GET.get("q", "").strip()
    waits = row.state == "waiting"
    found = None
    if waits and text:
        wanted = devedores.DevedorFilter(text=text)
        found = devedores.list_devedores(scope.only(row.credor_id), wanted, request.ctx.on)
    role = scope.roles[row.credor_id]
    page = {
        "row": row,
        "source": incoming.SOURCES[row.source],
        "chip": CHIPS[row.state],
        "form": form,
        "refused": refused,
        "asks_day": number_of(form.text("pagamento")) if refused and refused.code == count_once.FAR_DAY else None,
        "boleto": boletos.get_boleto(scope, row.boleto_id) if row.boleto_id else None,
        "options": [_option(request, row, one) for one in suggestions.suggest(scope, row.id)] if waits else [],
        "alike": suggestions.alike(scope, row.id) if waits else [],
        "alike_payments": suggestions.alike_payments(scope, row.id) if waits else [],
        "text": text,
        "found": found,
        "giving_back": devolver.shown(request.ctx, row),
        "may_match": ROLES.index(role) <= ROLES.index("operator"),
        "may_undo": ROLES.index(role) <= ROLES.index("manager"),
    }
    return render(request, "console/recebimentos/recebimento.html", page, status=status)


def _option(request: HttpRequest, row: IncomingRow, one: SuggestionRow) -> Option:
    command = MatchIncoming(incoming_id=row.id, devedor_id=one.devedor_id, titulo_ids=(one.titulo_id,))
    return Option(one, _foresee(request, command))


def _foresee(request: HttpRequest, command: MatchIncoming) -> Foreseen | None:
    try:
        return match_incoming.foresee_match(request.ctx, command)
    except MonthMissing:
        return None
