"""Whether anything leaves: the release out of ensaio, its limits, the stop and the resume."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import limits
from adimple.store.reads import credores
from adimple.usecases import release_sending, stop_sending
from adimple.web.console.configuracoes.page import form_page, may_change
from adimple.web.forms import Form, parse_whole


@require_http_methods(["GET", "HEAD", "POST"])
def envios(request: HttpRequest, slug: str) -> HttpResponse:
    """The release out of ensaio, which is a confirmation page; afterwards, its limits, the stop and the resume."""
    who = credores.get_credor(request.ctx.scope, slug)
    typed = {"oldest_days_late": str(who.oldest_days_late), "daily_ceiling": str(who.daily_ceiling)}
    form = Form(request.POST if request.method == "POST" else typed)

    def save() -> str:
        oldest = form.read("oldest_days_late", parse_whole)
        ceiling = form.read("daily_ceiling", parse_whole)
        command = release_sending.ReleaseSending(oldest or 0, 1 if ceiling is None else ceiling)
        if not form.ask(release_sending.check, request.ctx, who.id, command):
            return ""
        release_sending.release_sending(request.ctx, who.id, command)
        if who.released_at is not None:
            return "Limites gravados. Valem a partir da próxima noite."
        return f"Envios liberados. O teste foi para {request.ctx.actor.name}; a próxima noite planeja o primeiro dia."

    page = {
        "smtp": credores.get_smtp(request.ctx.scope, who.id),
        "first_ceiling": limits.FIRST_DAILY_CEILING,
        "me": request.ctx.actor.name,
        "may_stop": may_change(request, who, "configuracoes_parar_credor"),
    }
    return form_page(request, "console/configuracoes_envios.html", who, form, save, page)


@require_POST
def parar(request: HttpRequest) -> HttpResponse:
    """The button of the rail: everything the person may stop, at once."""
    stopped = stop_sending.stop_everything(request.ctx)
    if stopped:
        messages.warning(
            request, "Envios pausados. Nada mais sai até alguém retomar em Configurações, Envios.", extra_tags="wait"
        )
    else:
        messages.info(request, "Não havia envios ligados para pausar.")
    return redirect("painel")


@require_POST
def parar_credor(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    stop_sending.stop_sending(request.ctx, who.id)
    messages.warning(request, f"Envios de {who.name} pausados. Nada mais sai até alguém retomar.", extra_tags="wait")
    return redirect("configuracoes_envios", slug)


@require_POST
def retomar(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    stop_sending.resume_sending(request.ctx, who.id)
    messages.success(
        request, f"Envios de {who.name} retomados. O que ficou para trás é conferido de novo antes de sair."
    )
    return redirect("configuracoes_envios", slug)
