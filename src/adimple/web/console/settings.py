"""Configurações: who the credor is, what it charges, how it sends, and whether anything leaves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from adimple.store.reads import credores
from adimple.usecases import stop_sending


def configuracoes(request: HttpRequest) -> HttpResponse:
    return render(request, "console/configuracoes.html", {"credores": credores.list_credores(request.ctx.scope)})


def sending(request: HttpRequest) -> HttpResponse:
    return redirect("configuracoes")


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """The button of the rail: everything the person may stop, at once."""
    stopped = stop_sending.stop_everything(request.ctx)
    if stopped:
        messages.warning(request, "Envios pausados. Nada mais sai até alguém retomar em Configurações.")
    return redirect(request.headers.get("Referer") or "painel")
