"""One devedor on one page: what is owed and how it was computed, pauses, contacts, channels, history."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import phrases
from adimple.domain.encargos import Encargos
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.regua import shipped
from adimple.store.page import Page
from adimple.store.reads import balances, timeline
from adimple.store.reads import devedores as reads
from adimple.usecases import mark_contact, place_hold, set_consent
from adimple.web.console import history
from adimple.web.console.staff import id_of
from adimple.web.forms import Form, parse_date

# What staff may place by hand; a promise comes with its amount (Tarefas), an acordo from its signature.
HOLDS_BY_HAND = (
    ("pause", "Pausa da equipe"),
    ("ja_paguei", "Diz que já pagou"),
    ("contestacao", "Não reconhece a dívida (contestação)"),
    ("hardship", "Dificuldade financeira em análise"),
    ("human", "Pediu para falar com uma pessoa"),
    ("lawyer", "É representado por advogado"),
    ("death", "Faleceu"),
)
CONTACT_KINDS = (("email", "E-mail"), ("phone", "Telefone"))
KIND_NAMES = {"B2C": "consumidor", "B2B": "empresa"}


@dataclass(frozen=True, slots=True)
class Debt:
    titulo: balances.TituloSaldo
    owed: Encargos
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the overdue títulos, and of all that are open."""

    principal_cents: int
    multa_cents: int
    juros_cents: int
    overdue_cents: int
    open_cents: int


@dataclass(frozen=True, slots=True)
class ChannelState:
    code: str
    name: str
    accepts: bool
    since: datetime | None


def devedor(request: HttpRequest, devedor_id: int) -> HttpResponse:
    ctx = request.ctx
    who = reads.get_devedor(ctx.scope, devedor_id)
    titulos = balances.of_devedor(ctx.scope, devedor_id, only_open=False)
    debts = [_debt(titulo, ctx.on) for titulo in titulos if titulo.closed_on is None]
    page = timeline.timeline(ctx.scope, devedor_id, request.GET.get("cursor", ""))
    return render(
        request,
        "console/devedor.html",
        {
            "who": who,
            "kind": KIND_NAMES[who.kind],
            "profile": shipped.PROFILES.get(who.profile, who.profile),
            "on": ctx.on,
            "debts": debts,
            "totals": _totals(debts),
            "closed": [titulo for titulo in reversed(titulos) if titulo.closed_on is not None],
            "holds": [(hold, phrases.HOLDS[hold.kind]) for hold in reads.holds(ctx.scope, devedor_id, ctx.on)],
            "contacts": reads.contacts(ctx.scope, devedor_id),
            "channels": _channels(ctx.scope, devedor_id),
            "page": Page([history.entry(row) for row in page.rows], page.next_cursor),
            "form": Form({"kind": "email"}),
            "contact_kinds": CONTACT_KINDS,
        },
    )


@require_http_methods(["GET", "POST"])
def pausa(request: HttpRequest, devedor_id: int) -> HttpResponse:
    """The form that holds the régua: why, of which título, until when."""
    who = reads.get_devedor(request.ctx.scope, devedor_id)
    form = Form(request.POST if request.method == "POST" else {"kind": "pause"})
    refused = None
    if request.method == "POST":
        until = form.read("until", parse_date) if form.text("until") else None
        titulo_id = id_of(form.text("titulo")) if form.text("titulo") else None
        command = place_hold.PlaceHold(
            devedor_id=devedor_id, kind=form.text("kind"), titulo_id=titulo_id, until=until, reason=form.text("reason")
        )
        try:
            if not form.errors:
                place_hold.place_hold(request.ctx, command)
                messages.success(request, "Pausa registrada. Vale a partir de agora, inclusive para o que sairia hoje.")
                return redirect("devedor", devedor_id)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    titulos = balances.of_devedor(request.ctx.scope, devedor_id)
    choices = [("", "Todos os títulos"), *((str(titulo.id), titulo.label) for titulo in titulos)]
    page = {"who": who, "form": form, "refused": refused, "kinds": HOLDS_BY_HAND, "titulos": choices}
    return render(request, "console/pausa.html", page, status=_status(form, refused))


@require_http_methods(["GET", "POST"])
def fim_da_pausa(request: HttpRequest, devedor_id: int, hold_id: int) -> HttpResponse:
    """Ends a hold, with the reason that stays in the history."""
    ctx = request.ctx
    who = reads.get_devedor(ctx.scope, devedor_id)
    hold = next((hold for hold in reads.holds(ctx.scope, devedor_id, ctx.on) if hold.id == hold_id), None)
    if hold is None:
        messages.info(request, "Esta pausa já tinha terminado.")
        return redirect("devedor", devedor_id)
    form = Form(request.POST if request.method == "POST" else {})
    refused = None
    if request.method == "POST":
        try:
            place_hold.lift_hold(ctx, hold_id, form.text("reason"))
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
        else:
            messages.success(request, "Pausa encerrada. A próxima noite volta a olhar estes títulos.")
            return redirect("devedor", devedor_id)
    page = {"who": who, "hold": hold, "name": phrases.HOLDS[hold.kind], "form": form, "refused": refused}
    return render(request, "console/fim_da_pausa.html", page, status=_status(form, refused))


@require_http_methods(["GET", "POST"])
def contato(request: HttpRequest, devedor_id: int) -> HttpResponse:
    """Adds an e-mail or a phone."""
    who = reads.get_devedor(request.ctx.scope, devedor_id)
    form = Form(request.POST if request.method == "POST" else {"kind": "email"})
    refused = None
    if request.method == "POST":
        try:
            mark_contact.add_contact(request.ctx, devedor_id, form.text("kind"), form.text("value"))
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
        else:
            messages.success(request, "Contato incluído.")
            return redirect("devedor", devedor_id)
    page = {"who": who, "form": form, "refused": refused, "contact_kinds": CONTACT_KINDS}
    return render(request, "console/contato.html", page, status=_status(form, refused))


@require_POST
def contato_errado(request: HttpRequest, devedor_id: int, contact_id: int) -> HttpResponse:
    """Marks a contact as somebody else's: never used again."""
    if contact_id not in {contact.id for contact in reads.contacts(request.ctx.scope, devedor_id)}:
        raise NotFound
    mark_contact.mark_wrong(request.ctx, contact_id, "not_mine")
    messages.success(request, "Este contato não será mais usado. Para voltar atrás, inclua-o de novo.")
    return redirect("devedor", devedor_id)


@require_POST
def canal(request: HttpRequest, devedor_id: int) -> HttpResponse:
    """Writes down what the person said of a channel."""
    granted = request.POST.get("granted") == "1"
    set_consent.set_consent(request.ctx, devedor_id, request.POST.get("channel", ""), granted=granted)
    word = "Anotado: pode receber por este canal." if granted else "Anotado: não recebe mais por este canal."
    messages.success(request, word)
    return redirect("devedor", devedor_id)


def _debt(titulo: balances.TituloSaldo, on: date) -> Debt:
    """With the lines of arithmetic, less the total, which has its own column."""
    owed = titulo.owed(on)
    lines = [line for line in titulo.arithmetic(on) if not line.startswith("Total:")]
    return Debt(titulo, owed, " ".join(lines))


def _totals(debts: list[Debt]) -> Totals:
    overdue = [debt.owed for debt in debts if debt.owed.days_late]
    return Totals(
        principal_cents=sum(owed.principal_cents for owed in overdue),
        multa_cents=sum(owed.multa_cents for owed in overdue),
        juros_cents=sum(owed.juros_cents for owed in overdue),
        overdue_cents=sum(owed.total_cents for owed in overdue),
        open_cents=sum(debt.owed.total_cents for debt in debts),
    )


def _channels(scope, devedor_id: int) -> list[ChannelState]:
    said = reads.consents(scope, devedor_id)
    return [
        ChannelState(
            code,
            phrases.channel(code),
            accepts=said[code].granted if code in said else True,
            since=said[code].at if code in said else None,
        )
        for code in set_consent.CHANNELS
    ]


def _status(form: Form, refused: Refused | None) -> int:
    return 409 if refused else 422 if form.errors else 200
