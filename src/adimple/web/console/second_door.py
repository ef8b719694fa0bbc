"""The second door: who knew the password of an account in two steps enters by a code, and is nobody until then."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from adimple.store.reads import second_factors
from adimple.usecases import second_factor, second_step, totp
from adimple.web.console import knock
from adimple.web.console.entering import enter
from adimple.web.forms import Form

WAITING = "second_step"  # in the session
PATIENCE = timedelta(minutes=10)


def ask(request: HttpRequest, account, back: str) -> None:
    """Writes down, in the session, who knew the password and where they were going."""
    until = int((request.ctx.now + PATIENCE).timestamp())
    mark = account.get_session_auth_hash()  # a password changed meanwhile ends the wait
    request.session.cycle_key()
    request.session[WAITING] = {"account_id": account.id, "mark": mark, "until": until, "back": back}


@require_http_methods(["GET", "HEAD", "POST"])
def segunda_etapa(request: HttpRequest) -> HttpResponse:
    account = _who_waits(request)
    if account is None:
        return redirect("painel" if request.user.is_authenticated else "login")
    form = Form(request.POST if request.method == "POST" else {})
    page = {"form": form, "account": account, "is_reserve": "reserva" in request.GET}
    if request.method == "POST":
        if slow := knock.answer(request):
            return slow
        code = form.need("code", "Digite o código.")
        outcome = second_step.try_code(request.ctx, account.id, code) if code else "wrong"
        if outcome == "ok":
            return _enter(request, account, used_reserve=not totp.digits(code))
        if outcome == "blocked":
            return render(request, "console/codigo_bloqueado.html", status=429)
        form.errors.setdefault("code", second_factor.WRONG)
    return render(request, "console/segunda_etapa.html", page, status=422 if form.errors else 200)


def _who_waits(request: HttpRequest):
    waiting = request.session.get(WAITING)
    if waiting is None or request.ctx.now.timestamp() > waiting["until"]:
        return None
    account = second_step.find_account(waiting["account_id"])
    if account is None or not constant_time_compare(account.get_session_auth_hash(), waiting["mark"]):
        return None
    return account


def _enter(request: HttpRequest, account, *, used_reserve: bool) -> HttpResponse:
    back = request.session.pop(WAITING)["back"]
    enter(request, account)
    if used_reserve:
        left = second_factors.get_state(account.id).codes_left
        many = "não sobrou nenhum" if not left else "sobrou 1" if left == 1 else f"sobraram {left}"
        messages.warning(request, f"Você entrou com um código de reserva; {many}. Crie outros em Minha conta.")
    return redirect(back)
