"""Who the credor is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from adimple.domain import cadastro, calendar
from adimple.store.reads import credores
from adimple.store.reads.credores import CredorRow
from adimple.usecases import change_settings
from adimple.web.console.configuracoes.page import form_page
from adimple.web.console.staff import working_in
from adimple.web.forms import Form

CLAIMS = ("is_agency", "records_calls")
RECORDING = (("0", "Não são gravadas"), ("1", "São gravadas, com data e hora"))
AGENCY = (("0", "O próprio credor"), ("1", "Uma empresa de cobrança, em nome do credor"))


def configuracoes(request: HttpRequest) -> HttpResponse:
    """Straight in, to the only credor or to the one the person works in; else to the choice of one."""
    rows = credores.list_credores(request.ctx.scope)
    slug = rows[0].slug if len(rows) == 1 else working_in(request, request.ctx.scope)
    return redirect("configuracoes_credor", slug) if slug else redirect("credores")


@require_http_methods(["GET", "HEAD", "POST"])
def credor(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    form = Form(request.POST if request.method == "POST" else _typed(who))

    def save() -> str:
        command = change_settings.ChangeSettings(
            name=form.text("name"),
            document=form.text("document"),
            address=form.text("address"),
            city=form.text("city"),
            uf=form.text("uf"),
            email=form.text("email"),
            phone=form.text("phone"),
            pix_key=form.text("pix_key"),
            is_agency=form.text("is_agency") == "1",
            records_calls=form.text("records_calls") == "1",
        )
        change_settings.change_settings(request.ctx, who.id, command)
        return "Dados do credor gravados."

    ufs = [("", "Escolha"), *((uf, uf) for uf in calendar.UFS)]
    return form_page(
        request,
        "console/configuracoes_credor.html",
        who,
        form,
        save,
        {"ufs": ufs, "agency": AGENCY, "recording": RECORDING},
    )


def _typed(who: CredorRow) -> dict[str, str]:
    typed = {name: getattr(who, name) for name in change_settings.SETTINGS if name not in CLAIMS}
    shown = {"document": cadastro.format_document(who.document), "phone": cadastro.format_phone(who.phone)}
    return typed | shown | {name: "1" if getattr(who, name) else "0" for name in CLAIMS}
