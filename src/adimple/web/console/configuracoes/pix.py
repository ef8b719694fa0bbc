"""Pix pelo PSP: the account a credor receives Pix by, and the button that tries it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.store.reads import credores, pix_charges
from adimple.store.reads.credores import CredorRow
from adimple.store.reads.pix_charges import PspRow
from adimple.usecases import sandbox_psp, save_psp_account, try_psp_account
from adimple.web.console.configuracoes.page import form_page, may_change, tab_page
from adimple.web.forms import Form, parse_whole

TAB = "configuracoes_pix"
_TEXTS = ("label", "base_url", "token_url", "oauth_id", "certificate", "authority", "pix_key")


@require_http_methods(["GET", "HEAD", "POST"])
def pix(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    psp = pix_charges.get_psp(request.ctx.scope, who.id)
    form = Form(request.POST if request.method == "POST" else _typed(psp, who))

    def save() -> str:
        days = form.read("days_payable", parse_whole)
        command = save_psp_account.SavePspAccount(
            days_payable=0 if days is None else days,  # already complained of
            secret=form.values.get("secret", ""),
            **{name: form.text(name) for name in _TEXTS},
        )
        if not form.ask(save_psp_account.check, request.ctx, who.id, command):
            return ""
        save_psp_account.save_psp_account(request.ctx, who.id, command)
        return "Conta no PSP gravada. Agora teste."

    page = _around(request, psp, who)
    return form_page(request, "console/configuracoes_pix.html", who, form, save, page)


@require_POST
def testar(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows each thing tried, and what was wrong with it, on the page of the account."""
    who = credores.get_credor(request.ctx.scope, slug)
    tried = try_psp_account.try_psp_account(request.ctx, who.id)
    psp = pix_charges.get_psp(request.ctx.scope, who.id)
    page = _around(request, psp, who) | {"tried": tried, "form": Form(_typed(psp, who)), "refused": None}
    return render(request, "console/configuracoes_pix.html", tab_page(request, who, TAB, page))


@require_POST
def psp_de_teste(request: HttpRequest, slug: str) -> HttpResponse:
    """The PSP of this machine, where no money exists."""
    who = credores.get_credor(request.ctx.scope, slug)
    save_psp_account.use_sandbox(request.ctx, who.id, who.pix_key or f"{who.slug}@exemplo.test")
    messages.success(request, "Os Pix deste credor passam pelo PSP de teste desta máquina. Agora teste.")
    return redirect(TAB, slug)


@require_POST
def encerrar(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    save_psp_account.close_psp_account(request.ctx, who.id)
    messages.success(request, "Conta encerrada: nenhum Pix novo é feito nela. O que ainda for pago lá é conferido.")
    return redirect(TAB, slug)


def _around(request: HttpRequest, psp: PspRow | None, who: CredorRow) -> dict:
    is_sandbox = psp is not None and bool(sandbox_psp.pages_of(psp.base_url))
    return {
        "psp": psp,
        "pay_pages": sandbox_psp.pages(),
        "is_sandbox": is_sandbox,
        "may_change": may_change(request, who, TAB),
    }


def _typed(psp: PspRow | None, who: CredorRow) -> dict[str, str]:
    if psp is None:
        return {"label": "", "pix_key": who.pix_key, "days_payable": "30"}
    return {
        "label": psp.label,
        "base_url": psp.base_url,
        "token_url": psp.token_url,
        "oauth_id": psp.oauth_id,
        "authority": psp.authority,
        "pix_key": psp.pix_key,
        "days_payable": str(psp.days_payable),
    }
