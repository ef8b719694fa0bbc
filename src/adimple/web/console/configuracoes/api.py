"""Keys for programs: what each may, when it was used; an owner makes one, shown once, and revokes it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain.errors import Invalid, Refused
from adimple.store.reads import api_keys as reads
from adimple.store.reads import credores, webhooks
from adimple.store.reads.credores import CredorRow
from adimple.usecases import api_keys
from adimple.web.console.configuracoes.page import tab_page
from adimple.web.forms import Form, parse_whole

DAYS = "90"
STATES = {"active": ("em vigor", "ok", "ok"), "expired": ("vencida", "", "clock"), "revoked": ("revogada", "", "x")}


@require_http_methods(["GET", "HEAD", "POST"])
def chaves(request: HttpRequest, slug: str) -> HttpResponse:
    """The keys; a POST makes one and shows it."""
    who = credores.get_credor(request.ctx.scope, slug)
    form = Form(request.POST if request.method == "POST" else {"days": DAYS})
    refused = None
    if request.method == "POST":
        scopes = [scope for scope in api_keys.SCOPES if scope in request.POST.getlist("scope")]
        days = form.read("days", parse_whole) or 0
        try:
            made = api_keys.make_key(
                request.ctx, who.id, api_keys.MakeKey(name=form.text("name"), scopes=scopes, days=days)
            )
            return _show(request, who, made)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    status = 409 if refused else 422 if form.errors else 200
    page = tab_page(request, who, "configuracoes_api", _page(request, who) | {"form": form, "refused": refused})
    return render(request, "console/configuracoes_api.html", page, status=status)


@require_POST
def revogar(request: HttpRequest, slug: str, key_id: int) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    name = api_keys.revoke_key(request.ctx, who.id, key_id)
    messages.success(request, f"A chave «{name}» não abre mais nada.")
    return redirect("configuracoes_api", slug)


def _show(request: HttpRequest, who: CredorRow, made: api_keys.MadeKey) -> HttpResponse:
    response = render(request, "console/chave_da_api.html", tab_page(request, who, "configuracoes_api", {"made": made}))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: HttpRequest, who: CredorRow) -> dict:
    scope, chosen = request.ctx.scope, set(request.POST.getlist("scope"))
    return {
        "keys": [(row, STATES[row.state(request.ctx.now)]) for row in reads.list_keys(scope, who.id)],
        "resources": [
            (name, [(one, act, one in chosen) for one, act in _scopes_of(code)])
            for code, (name, _) in api_keys.RESOURCES.items()
        ],
        "lost_webhooks": webhooks.stopped_by_themselves(scope.only(who.id)),
    }


def _scopes_of(code: str) -> list[tuple[str, str]]:
    """(scope, what it does), those of one resource."""
    return [(one, one.partition(".")[2]) for one in api_keys.SCOPES if one.partition(".")[0] == code]
