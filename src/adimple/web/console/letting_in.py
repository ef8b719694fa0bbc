"""Two doors that an e-mail opens: a new password for who forgot it, and an invite to join a credor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.usecases import account_mail, invites, second_factor
from adimple.usecases.context import ROLE_NAMES
from adimple.web.console import knock
from adimple.web.console.password import private
from adimple.web.console.staff import set_up_first
from adimple.web.forms import Form

ASKED_A_MINUTE = 5


@require_http_methods(["GET", "HEAD", "POST"])
def esqueci(request: HttpRequest) -> HttpResponse:
    """Says the same of every e-mail, whether somebody enters with it or not."""
    if request.user.is_authenticated:
        return redirect("senha")
    if not account_mail.has_server():
        return render(request, "console/esqueci_sem_correio.html")
    form = Form(request.POST if request.method == "POST" else {})
    if request.method == "POST":
        if slow := knock.answer(request, "reset-rate", ASKED_A_MINUTE):
            return slow
        try:
            account_mail.ask_password(request.ctx, form.text("email"))
            return redirect("esqueci_enviado")
        except Invalid as invalid:
            form.note(invalid)
    return render(request, "console/esqueci.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def enviado(request: HttpRequest) -> HttpResponse:
    return render(request, "console/esqueci_enviado.html")


@require_http_methods(["GET", "HEAD", "POST"])
def convite(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing. Who has an account comes in first, by every step, and back here."""
    form = Form(request.POST if request.method == "POST" else {})
    refused = None
    try:
        invite, account = invites.open_link(request.ctx, token)
        if request.user.is_authenticated and second_factor.is_missing(request.ctx):
            return set_up_first(request)
        if request.method == "POST":
            typed = {name: form.values.get(name, "") for name in ("name", "password", "again")}
            invites.accept(request.ctx, token, invites.Acceptance(**typed))
            return _accepted(request, invite)
    except NotFound:
        return private(render(request, "console/convite_vencido.html", {"days": invites.DAYS}, status=404))
    except Invalid as invalid:
        form.note(invalid)
    except Refused as error:
        refused = error
    if request.method != "POST":
        form = Form({"name": invite.name})
    who = _who(request, invite, account)
    page = {"form": form, "invite": invite, "role": ROLE_NAMES[invite.role], "who": who, "refused": refused}
    status = 409 if refused else 422 if form.errors else 200
    return private(render(request, "console/convite.html", page, status=status))


def _accepted(request: HttpRequest, invite) -> HttpResponse:
    is_in = request.user.is_authenticated
    enter = "" if is_in else " Entre."
    messages.success(request, f"Convite aceito: você agora é da equipe de {invite.credor.name}.{enter}")
    return redirect("painel" if is_in else "login")


def _who(request: HttpRequest, invite, account) -> str:
    """Who looks at the page: `new`, `self`, `known` (to log in first) or `other`."""
    if not request.user.is_authenticated:
        return "known" if account else "new"
    return "self" if request.user.email == invite.email else "other"
