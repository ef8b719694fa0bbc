"""Links: the credor's own host for its public pages, said, verified before it counts, taken away."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain.errors import Refused
from adimple.store.reads import credores, link_hosts
from adimple.store.reads.credores import CredorRow
from adimple.usecases import links, save_link_host, verify_link_host
from adimple.usecases.context import ROLES
from adimple.web import own_hosts
from adimple.web.console.configuracoes.page import form_page, tab_page
from adimple.web.forms import Form

TAB = "configuracoes_links"


@require_http_methods(["GET", "HEAD", "POST"])
def links_page(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    form = Form(request.POST if request.method == "POST" else _typed(request, who))

    def save() -> str:
        save_link_host.save_link_host(request.ctx, who.id, form.text("host"))
        own_hosts.forget()
        return "Endereço gravado. Agora verifique."

    return form_page(request, "console/configuracoes_links.html", who, form, save, _around(request, who))


@require_POST
def verificar(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks the host for what only this installation answers."""
    who = credores.get_credor(request.ctx.scope, slug)
    request.ctx.require(who.id, save_link_host.NEEDS)
    try:
        verify_link_host.verify_link_host(request.ctx, who.id)
    except Refused as refused:
        page = _around(request, who) | {"form": Form(_typed(request, who)), "refused": refused}
        return render(request, "console/configuracoes_links.html", tab_page(who, TAB, page), status=409)
    own_hosts.forget()
    messages.success(request, "Verificado: os links novos e as mensagens saem com este endereço.")
    return redirect(TAB, slug)


@require_POST
def retirar(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    save_link_host.remove_link_host(request.ctx, who.id)
    own_hosts.forget()
    messages.success(request, "Endereço retirado: os links novos saem com o da instalação.")
    return redirect(TAB, slug)


def _around(request: HttpRequest, who: CredorRow) -> dict:
    row = link_hosts.get_link_host(request.ctx.scope, who.id)
    role = request.ctx.scope.role_over(who.id) or ROLES[-1]
    may = ROLES.index(role) <= ROLES.index(save_link_host.NEEDS) and who.closed_at is None
    own = row.host if row is not None and row.verified_at is not None else ""
    return {"row": row, "may_change": may, "base": links.base_of(own), "ours": settings.BASE_URL}


def _typed(request: HttpRequest, who: CredorRow) -> dict[str, str]:
    row = link_hosts.get_link_host(request.ctx.scope, who.id)
    return {"host": row.host if row else ""}
