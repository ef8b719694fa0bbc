"""The end of the work for a credor, asked on a page that says what stops; and its coming back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import cadastro
from adimple.domain.errors import Invalid, Refused
from adimple.store.reads import credores as reads
from adimple.store.reads import pix_charges
from adimple.store.reads.credores import CredorRow
from adimple.usecases.close_credor import MAX_CONTACT_CHARS, CloseCredor, close_credor
from adimple.usecases.reopen_credor import reopen_credor
from adimple.web.formats import plural
from adimple.web.forms import Form


@require_http_methods(["GET", "HEAD", "POST"])
def encerrar(request: HttpRequest, slug: str) -> HttpResponse:
    who = reads.get_credor(request.ctx.scope, slug)
    request.ctx.require(who.id, "owner")
    if who.closed_at is not None:
        messages.info(request, f"{who.name} já está encerrado.")
        return redirect("configuracoes_credor", slug)
    form = Form(request.POST if request.method == "POST" else {"contact": _suggested(who)})
    refused = None
    if request.method == "POST":
        try:
            closed = close_credor(request.ctx, who.id, CloseCredor(form.text("contact")))
            messages.success(request, f"{who.name} encerrado. {_told(closed.actions, closed.tasks)}")
            return redirect("configuracoes_credor", slug)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    waiting = reads.what_waits(request.ctx.scope, who.id)
    page = {
        "who": who,
        "form": form,
        "refused": refused,
        "waits": bool(waiting.actions or waiting.tasks),
        "actions": _many(waiting.actions, "ação,ações"),
        "tasks": _many(waiting.tasks, "tarefa,tarefas"),
        "titulos": _many(waiting.titulos, "título em aberto,títulos em aberto"),
        "psp": pix_charges.get_psp(request.ctx.scope, who.id),
        "most": MAX_CONTACT_CHARS,
    }
    return render(request, "console/credor_encerrar.html", page, status=409 if refused else 422 if form.errors else 200)


@require_POST
def reabrir(request: HttpRequest, slug: str) -> HttpResponse:
    who = reads.get_credor(request.ctx.scope, slug)
    had_psp = pix_charges.get_psp(request.ctx.scope, who.id) is not None
    reopen_credor(request.ctx, who.id)
    if had_psp and pix_charges.get_psp(request.ctx.scope, who.id) is None:
        messages.info(request, "A chave Pix passou a outro credor: a conta no PSP foi encerrada. Cadastre outra chave.")
    way = "liberar" if who.released_at is None else "retomar"
    messages.success(request, f"{who.name} reaberto. Nada sai até alguém {way} os envios.")
    return redirect("configuracoes_envios", slug)


def _suggested(who: CredorRow) -> str:
    ways = [cadastro.format_phone(who.phone) if who.phone else "", who.email]
    return ", ".join([who.name, *filter(None, ways)])


def _many(quantity: int, forms: str) -> str:
    """«3 ações», «mais de 10.000 ações»."""
    if quantity > reads.WAITING_CEILING:
        return f"mais de {plural(reads.WAITING_CEILING, forms)}"
    return plural(quantity, forms)


def _told(actions: int, tasks: int) -> str:
    if not actions and not tasks:
        return "Não havia nada por sair."
    return f"O que esperava foi cancelado: ações, {actions}; tarefas, {tasks}."
