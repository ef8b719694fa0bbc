"""The Pix of one título: what it asks today with the sum, the code and the QR; the button makes it at the PSP."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from adimple.domain.errors import NotFound, Refused
from adimple.domain.pix_phrases import KINDS
from adimple.store.reads import balances, devedores, pix_charges
from adimple.usecases import charge_pix, pix_today
from adimple.usecases.context import ROLES
from adimple.web import qr

NEEDS = "operator"


@require_http_methods(["GET", "HEAD", "POST"])
def pix(request: HttpRequest, titulo_id: int) -> HttpResponse:
    """GET asks nothing of the PSP. POST: the Pix of today, made or found there; asked again, it is the same."""
    ctx, refused = request.ctx, None
    found = balances.by_ids(ctx.scope, [titulo_id])
    if not found:
        raise NotFound
    titulo = found[0]
    if request.method == "POST":
        try:
            charge_pix.charge_pix(ctx, titulo_id)
        except Refused as error:
            refused = error
        else:
            messages.success(request, "Pix pronto, com o valor de hoje.")
            return redirect("titulos_pix", titulo_id)
    priced = titulo.priced(ctx.on)
    charge = pix_charges.live_charge(ctx.scope, titulo_id)
    serves = pix_today.serves(charge, titulo, ctx.on)
    role = ctx.scope.role_over(titulo.credor_id) or ROLES[-1]
    page = {
        "titulo": titulo,
        "who": devedores.get_devedor(ctx.scope, titulo.devedor_id),
        "on": ctx.on,
        "priced": priced,
        "arithmetic": () if titulo.closed_on or priced.missing else titulo.arithmetic(ctx.on),
        "charge": charge if serves else None,
        "kind": KINDS[charge.kind] if charge else "",
        "stale": charge if charge is not None and not serves else None,
        "qr": qr.svg(charge.br_code) if charge is not None and serves else "",
        "psp": pix_charges.get_psp(ctx.scope, titulo.credor_id),
        "may": ROLES.index(role) <= ROLES.index(NEEDS),
        "refused": refused,
    }
    return render(request, "console/titulo_pix.html", page, status=409 if refused else 200)
