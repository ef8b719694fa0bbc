"""One's own account: the password, the second step, the devices that are in."""

from dataclasses import dataclass

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adimple.domain import phrases
from adimple.domain.errors import Invalid, Refused
from adimple.store.reads import devices as reads
from adimple.store.reads import second_factors, sign_ins
from adimple.usecases import devices, second_factor
from adimple.web.console.password import is_blocked
from adimple.web.console.staff import came_from
from adimple.web.devices import KEPT
from adimple.web.forms import Form

CONSOLE, DOOR = "console/base.html", "door.html"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a page asks the password and a code for."""

    name: str
    lede: str
    verb: str
    button: str = "btn-primary"


TURN_OFF = Proof("Desligar a verificação em duas etapas", "A sua conta volta a abrir só com a senha.", "Desligar")
NEW_CODES = Proof("Criar outros códigos de reserva", "Os de antes deixam de valer.", "Criar dez códigos")


@require_safe
def conta(request: HttpRequest) -> HttpResponse:
    account_id, here = request.ctx.actor.account_id, request.session[KEPT]
    rows = reads.list_devices(account_id, devices.entered_after(request.ctx))
    page = {"state": second_factors.get_state(account_id), "devices": rows, "here": here, "is_alone": len(rows) == 1}
    page |= {"history": [(row, phrases.told(row.name, row.payload)) for row in sign_ins.list_own(account_id)]}
    return render(request, "console/conta.html", page)


@require_POST
def sair_de_um(request: HttpRequest, device_id: int) -> HttpResponse:
    devices.end_one(request.ctx, device_id)
    messages.success(request, "Pronto. Quem estava nesse aparelho precisa entrar de novo.")
    return redirect("conta")


@require_POST
def sair_dos_outros(request: HttpRequest) -> HttpResponse:
    ended = devices.end_others(request.ctx, request.session[KEPT])
    many = "1 aparelho" if ended == 1 else f"{ended} aparelhos"
    messages.success(request, f"A sua conta saiu de {many}." if ended else "A sua conta não estava em outro aparelho.")
    return redirect("conta")


@require_http_methods(["GET", "HEAD", "POST"])
def duas_etapas(request: HttpRequest) -> HttpResponse:
    """What there is; a POST confirms what was begun."""
    is_forced, form = second_factor.is_missing(request.ctx), Form(request.POST if request.method == "POST" else {})
    if request.method == "POST" and not is_blocked(request):
        try:
            codes = second_factor.confirm(request.ctx, form.values.get("current", ""), form.text("code"))
            messages.success(request, "Verificação em duas etapas ligada.")
            return _show(request, codes, is_forced=is_forced)
        except Invalid as invalid:
            form.note(invalid)
    setup = second_factor.begun(request.ctx)
    page = {
        "form": form,
        "frame": DOOR if is_forced else CONSOLE,
        "is_forced": is_forced,
        "is_required": second_factor.is_required(request.ctx),
        "state": second_factors.get_state(request.ctx.actor.account_id),
        "setup": setup,
    }
    if setup:
        page |= {"qr": _drawing(setup.uri), "secret": " ".join(_fours(setup.secret))}
    return render(request, "console/duas_etapas.html", page, status=422 if form.errors else 200)


@require_POST
def comecar(request: HttpRequest) -> HttpResponse:
    second_factor.begin(request.ctx)
    return redirect("conta_duas_etapas")


@require_http_methods(["GET", "HEAD", "POST"])
def desligar(request: HttpRequest) -> HttpResponse:
    def turn_off(password: str, code: str) -> HttpResponse:
        second_factor.turn_off(request.ctx, password, code)
        messages.success(request, "Verificação em duas etapas desligada.")
        return redirect("conta")

    return _proving(request, TURN_OFF, turn_off)


@require_http_methods(["GET", "HEAD", "POST"])
def codigos(request: HttpRequest) -> HttpResponse:
    def make(password: str, code: str) -> HttpResponse:
        return _show(request, second_factor.new_codes(request.ctx, password, code), is_new=True)

    return _proving(request, NEW_CODES, make)


def _proving(request: HttpRequest, what: Proof, act) -> HttpResponse:
    """The page that asks the password and a code, and what `act` answers to them."""
    form, refused = Form(request.POST if request.method == "POST" else {}), None
    if request.method == "POST" and not is_blocked(request):
        try:
            return act(form.values.get("current", ""), form.text("code"))
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    elif request.method != "POST" and not second_factors.get_state(request.ctx.actor.account_id).is_on:
        return redirect("conta_duas_etapas")
    status = 409 if refused else 422 if form.errors else 200
    page = {"form": form, "what": what, "refused": refused}
    return render(request, "console/duas_etapas_provar.html", page, status=status)


def _show(request: HttpRequest, codes: list[str], *, is_forced: bool = False, is_new: bool = False) -> HttpResponse:
    page = {"codes": codes, "frame": DOOR if is_forced else CONSOLE, "is_forced": is_forced, "is_new": is_new}
    page |= {"after": came_from(request) if is_forced else reverse("conta")}
    return render(request, "console/codigos_de_reserva.html", page)


def _drawing(uri: str) -> str:
    return segno.make_qr(uri, error="m").svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None)


def _fours(secret: str) -> list[str]:
    return [secret[at : at + 4] for at in range(0, len(secret), 4)]
