"""What the pages of Configurações share: the tabs, and a form that saves or keeps what was typed."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from adimple.domain.errors import Invalid, Refused
from adimple.store.reads.credores import CredorRow
from adimple.web.forms import Form

TABS = (
    ("configuracoes_credor", "Credor"),
    ("configuracoes_encargos", "Multa e juros"),
    ("configuracoes_imputacao", "Pagamentos"),
    ("configuracoes_contas", "Contas e convênios"),
    ("configuracoes_pix", "Pix pelo PSP"),
    ("configuracoes_email", "E-mail"),
    ("configuracoes_envios", "Envios"),
    ("configuracoes_links", "Links"),
    ("configuracoes_api", "API"),
)


def form_page(
    request: HttpRequest, template: str, who: CredorRow, form: Form, save: Callable[[], str], page: dict
) -> HttpResponse:
    """GET shows; POST saves and comes back with `save`'s word; what was typed stays with its errors."""
    here = request.resolver_match.url_name
    refused = None
    if request.method == "POST":
        try:
            if done := save():
                messages.success(request, done)
                return redirect(here, who.slug)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    status = 409 if refused else 422 if form.errors else 200
    return render(request, template, tab_page(who, here, page | {"form": form, "refused": refused}), status=status)


def tab_page(who: CredorRow, here: str, page: dict) -> dict:
    return page | {"who": who, "tabs": TABS, "here": here, "has_sandbox": settings.HAS_SANDBOX}
