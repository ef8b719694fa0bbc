"""One devedor on one page: what is owed and how it was computed, pauses, contacts, channels, history."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import phrases, promises
from adimple.domain.encargos import Encargos
from adimple.domain.errors import NotFound
from adimple.domain.regua import shipped
from adimple.store.page import Page
from adimple.store.reads import balances, pix_charges, timeline
from adimple.store.reads import boletos as boleto_reads
from adimple.store.reads import devedores as reads
from adimple.store.reads import promises as promise_reads
from adimple.usecases import make_link, mark_contact, place_hold
from adimple.web.console import boletos, cadastro, channels, history
from adimple.web.console.record_form import record_form, typed
from adimple.web.console.staff import credores_of, id_of, may
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
PROMISES = {
    promises.KEPT: ("cumprida", "ok", "ok"),
    promises.BROKEN: ("não cumprida", "wait", "x"),
    None: ("em curso", "go", "promise"),
}
CONTACT_KINDS = (("email", "E-mail"), ("phone", "Telefone"))
NEEDS = "operator"  # to pause, to write contacts down
KIND_NAMES = {"B2C": "consumidor", "B2B": "empresa"}


@dataclass(frozen=True, slots=True)
class Debt:
    titulo: balances.TituloSaldo
    priced: balances.Priced
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the overdue títulos, and of all that are open. Without `overdue.missing` every figure is whole."""

    principal_cents: int
    multa_cents: int
    juros_cents: int
    overdue: balances.Total
    open: balances.Total


def devedor(request: HttpRequest, devedor_id: int) -> HttpResponse:
    ctx = request.ctx
    who = reads.get_devedor(ctx.scope, devedor_id)
    titulos = balances.of_devedor(ctx.scope, devedor_id, only_open=False)
    debts = [_debt(titulo, ctx.on) for titulo in titulos if titulo.closed_on is None]
    slips = boleto_reads.boletos_of_devedor(ctx.scope, devedor_id)
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
            "promises": [_promise(row, ctx.on) for row in promise_reads.of_devedores(ctx.scope, [devedor_id])],
            "contacts": reads.contacts(ctx.scope, devedor_id),
            "channels": channels.of_devedor(ctx.scope, devedor_id),
            "page": Page([history.entry(row) for row in page.rows], page.next_cursor),
            "boletos": [(row, boletos.STATES[row.state]) for row in slips],
            "has_untold": any(row.state == "made" for row in slips),  # by the bank: the carnê is not printed yet
            "has_psp": pix_charges.get_psp(ctx.scope, who.credor_id) is not None,
            "form": Form({"kind": "email"}),
            "contact_kinds": CONTACT_KINDS,
            "is_closed": any(row.closed_at for row in credores_of(request) if row.id == who.credor_id),
            "may_edit": may(request, who.credor_id, cadastro.NEEDS),
            "may_act": may(request, who.credor_id, NEEDS),
        },
    )


@require_POST
def link(request: HttpRequest, devedor_id: int) -> HttpResponse:
    """The address of the page where this person sees and pays what is open, to be copied."""
    made = make_link.make_link(request.ctx, devedor_id)
    who = reads.get_devedor(request.ctx.scope, devedor_id)
    return render(request, "console/link_do_devedor.html", {"who": who, "made": made})


@require_http_methods(["GET", "HEAD", "POST"])
def pausa(request: HttpRequest, devedor_id: int) -> HttpResponse:
    """The form that holds the régua: why, of which título, until when."""
    who = reads.get_devedor(request.ctx.scope, devedor_id)
    request.ctx.require(who.credor_id, NEEDS)
    form = typed(request, kind="pause")
    until = form.read("until", parse_date) if form.text("until") else None
    titulo_id = id_of(form.text("titulo")) if form.text("titulo") else None

    def save() -> str:
        command = place_hold.PlaceHold(
            devedor_id=devedor_id, kind=form.text("kind"), titulo_id=titulo_id, until=until, reason=form.text("reason")
        )
        place_hold.place_hold(request.ctx, command)
        return "Pausa registrada. Vale a partir de agora, inclusive para o que sairia hoje."

    titulos = balances.of_devedor(request.ctx.scope, devedor_id)
    choices = [("", "Todos os títulos"), *((str(titulo.id), titulo.label) for titulo in titulos)]
    page = {"kinds": HOLDS_BY_HAND, "titulos": choices}
    return record_form(request, "console/pausa.html", who, form, save, page)


@require_http_methods(["GET", "HEAD", "POST"])
def fim_da_pausa(request: HttpRequest, devedor_id: int, hold_id: int) -> HttpResponse:
    """Ends a hold, with the reason that stays in the history."""
    ctx = request.ctx
    who = reads.get_devedor(ctx.scope, devedor_id)
    ctx.require(who.credor_id, NEEDS)
    hold = next((hold for hold in reads.holds(ctx.scope, devedor_id, ctx.on) if hold.id == hold_id), None)
    if hold is None:
        messages.info(request, "Esta pausa já tinha terminado.")
        return redirect("devedor", devedor_id)
    form = typed(request)

    def save() -> str:
        place_hold.lift_hold(ctx, hold_id, form.text("reason"))
        return "Pausa encerrada. A próxima noite volta a olhar estes títulos."

    page = {"hold": hold, "name": phrases.HOLDS[hold.kind]}
    return record_form(request, "console/fim_da_pausa.html", who, form, save, page)


@require_http_methods(["GET", "HEAD", "POST"])
def contato(request: HttpRequest, devedor_id: int) -> HttpResponse:
    """Adds an e-mail or a phone."""
    who = reads.get_devedor(request.ctx.scope, devedor_id)
    request.ctx.require(who.credor_id, NEEDS)
    form = typed(request, kind="email")

    def save() -> str:
        mark_contact.add_contact(request.ctx, devedor_id, form.text("kind"), form.text("value"))
        return "Contato incluído."

    return record_form(request, "console/contato.html", who, form, save, {"contact_kinds": CONTACT_KINDS})


@require_POST
def contato_errado(request: HttpRequest, devedor_id: int, contact_id: int) -> HttpResponse:
    """Marks a contact as somebody else's: never used again."""
    if contact_id not in {contact.id for contact in reads.contacts(request.ctx.scope, devedor_id)}:
        raise NotFound
    mark_contact.mark_wrong(request.ctx, contact_id, "not_mine")
    messages.success(request, "Este contato não será mais usado. Para voltar atrás, inclua-o de novo.")
    return redirect("devedor", devedor_id)


def _debt(titulo: balances.TituloSaldo, on: date) -> Debt:
    """With the lines of arithmetic, less the total, which has its own column."""
    priced = titulo.priced(on)
    lines = titulo.arithmetic(on) if priced.owed else ()
    return Debt(titulo, priced, " ".join(line for line in lines if not line.startswith("Total:")))


def _promise(row: promise_reads.PromiseRow, on: date) -> tuple:
    """The promise and its chip: what is true now, whatever was found before."""
    outcome = promises.verdict(row.promised, on)
    is_moot = outcome is None and (on > row.promised.on or row.promised.is_void)
    return row.promised, ("sem efeito", "", "x") if is_moot else PROMISES[outcome]


def _totals(debts: list[Debt]) -> Totals:
    late = [debt.priced for debt in debts if debt.priced.days_late]
    overdue: list[Encargos] = [priced.owed for priced in late if priced.owed]
    return Totals(
        principal_cents=sum(owed.principal_cents for owed in overdue),
        multa_cents=sum(owed.multa_cents for owed in overdue),
        juros_cents=sum(owed.juros_cents for owed in overdue),
        overdue=balances.total_of(late),
        open=balances.total_of(debt.priced for debt in debts),
    )
