"""One's own password, by who knows it; a new one, by who was handed a link."""

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from adimple.domain.errors import Invalid, NotFound
from adimple.usecases import change_password, password_links, record_sign_in
from adimple.web.devices import KEPT
from adimple.web.forms import Form


@require_http_methods(["GET", "HEAD", "POST"])
def minha_senha(request: HttpRequest) -> HttpResponse:
    form = Form(request.POST if request.method == "POST" else {})
    if request.method == "POST" and not is_blocked(request):
        typed = {name: form.values.get(name, "") for name in ("current", "password", "again")}
        try:
            command = change_password.ChangePassword(**typed, device_id=request.session[KEPT])
            account = change_password.change_password(request.ctx, command)
        except Invalid as invalid:
            form.note(invalid)
        else:
            update_session_auth_hash(request, account)  # the other sessions end, this one stays
            messages.success(request, "Senha trocada. Quem estava com a sua conta aberta em outro lugar saiu.")
            return redirect("painel")
    return render(request, "console/minha_senha.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def nova_senha(request: HttpRequest, token: str) -> HttpResponse:
    """A door: the link that an owner made. Opening it changes nothing."""
    form = Form(request.POST if request.method == "POST" else {})
    try:
        account = password_links.open_link(request.ctx, token)
        if request.method == "POST":
            password, again = (form.values.get(name, "") for name in ("password", "again"))
            password_links.use_link(request.ctx, token, password, again)
            messages.success(request, "Senha criada. Agora entre com ela.")
            return redirect("login")
    except NotFound:
        return private(render(request, "console/link_vencido.html", status=404))
    except Invalid as invalid:
        form.note(invalid)
    page = {"form": form, "account": account}
    return private(render(request, "console/nova_senha.html", page, status=422 if form.errors else 200))


def is_blocked(request: HttpRequest) -> bool:
    """Counts a wrong current password as the login does: a borrowed session must not serve to guess it."""
    current = request.POST.get("current", "")
    if not current or authenticate(request, username=request.user.email, password=current) is not None:
        return False
    is_blocked = getattr(request, "axes_locked_out", False)  # the middleware then answers in our place
    record_sign_in.failed(request.ctx, request.user.email, is_blocked=is_blocked)
    return is_blocked


def private(response: HttpResponse) -> HttpResponse:
    """The address is the secret. Not `no-referrer`: under it a browser hides who posts, and CSRF refuses the form."""
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
