"""What the pages of Configurações share: the tabs, and a form that saves or keeps what was typed.

Who may not save sees what is saved, to read: `may_change` is said to the page and to its form.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from adimple.domain.errors import Invalid, Refused
from adimple.store.reads.credores import CredorRow
from adimple.web.console.configuracoes.rights import lowest_role
from adimple.web.console.staff import may
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
    """GET shows; POST saves and comes back with `save`'s word; what was typed stays with its errors.

    Raises Refused of who may not save: what they typed is no value to read.
    """
    here = request.resolver_match.url_name
    form.is_locked = not may_change(request, who, here)
    refused = None
    if request.method == "POST":
        try:
            if done := save():
                messages.success(request, done)
                return redirect(here, who.slug)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            if form.is_locked:
                raise
            refused = error
    status = 409 if refused else 422 if form.errors else 200
    told = page | {"form": form, "refused": refused, "may_change": not form.is_locked}
    return render(request, template, tab_page(request, who, here, told), status=status)


def tab_page(request: HttpRequest, who: CredorRow, here: str, page: dict) -> dict:
    told = {"who": who, "tabs": TABS, "here": here, "has_sandbox": settings.HAS_SANDBOX}
    return page | told | {"is_owner": may(request, who.id, "owner")}


def may_change(request: HttpRequest, who: CredorRow, address: str) -> bool:
    """Whether the person's role reaches what is saved at `address`, of a credor that still takes it."""
    return who.closed_at is None and may(request, who.id, lowest_role(address))
