"""Links: the credor's own host for its public pages, said, verified before it counts, taken away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain.errors import Refused
from adimple.store.reads import credores, link_hosts
from adimple.store.reads.credores import CredorRow
from adimple.usecases import links, save_link_host, verify_link_host
from adimple.web import own_hosts
from adimple.web.console.configuracoes.page import form_page, may_change, tab_page
from adimple.web.forms import Form

TAB = "configuracoes_links"


@require_http_methods(["GET", "HEAD", "POST"])
def links_page(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    form = Form(request.POST if request.method == "POST" else _typed(request, who))

    def save() -> str:
        save_link_host.save_link_host(request.ctx, who.id, form.text("host"))
        own_hosts.forget()
        is_waiting = link_hosts.get_link_hosts(request.ctx.scope, who.id).waiting is not None
        return "Endereço gravado. Agora verifique." if is_waiting else "Os links já saem com este endereço."

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
        return render(request, "console/configuracoes_links.html", tab_page(request, who, TAB, page), status=409)
    own_hosts.forget()
    messages.success(request, "Verificado: os links novos e as mensagens saem com este endereço.")
    return redirect(TAB, slug)


@require_POST
def retirar(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    before = link_hosts.verified_host(request.ctx.scope, who.id)
    save_link_host.remove_link_host(request.ctx, who.id, Form(request.POST).text("host"))
    own_hosts.forget()
    after = link_hosts.verified_host(request.ctx.scope, who.id)
    kept = f" Os que já saíram com {before} abrem por mais {links.DAYS} dias." if before != after else ""
    messages.success(request, f"Endereço retirado: os links novos saem com {_name(after)}.{kept}")
    return redirect(TAB, slug)


def _around(request: HttpRequest, who: CredorRow) -> dict:
    hosts = link_hosts.get_link_hosts(request.ctx.scope, who.id)
    own = hosts.counting.host if hosts.counting else ""
    since = request.ctx.now - links.HOST_KEPT
    former = [host for host in link_hosts.hosts_of(request.ctx.scope, who.id, since) if host != own]
    return {
        "hosts": hosts,
        "former": former,
        "days": links.DAYS,
        "may_change": may_change(request, who, TAB),
        "base": links.base_of(own),
    }


def _typed(request: HttpRequest, who: CredorRow) -> dict[str, str]:
    hosts = link_hosts.get_link_hosts(request.ctx.scope, who.id)
    row = hosts.waiting or hosts.counting
    return {"host": row.host if row else ""}


def _name(host: str) -> str:
    return host or "o da instalação"
