"""Invites as an owner handles them: made, shown once with how their e-mail goes, made again, revoked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain.errors import Invalid, Refused
from adimple.store.reads import credores
from adimple.usecases import account_mail, invites
from adimple.web.console import staff
from adimple.web.console.equipe import ROLES_TO_GIVE, secretly
from adimple.web.forms import Form


@require_http_methods(["GET", "HEAD", "POST"])
def convidar(request: HttpRequest) -> HttpResponse:
    scope = request.ctx.scope
    mine = [(row.slug, row.name) for row in credores.list_credores(scope) if scope.role_over(row.id) == "owner"]
    first = staff.chosen(request)[1] or (mine[0][0] if mine else "")
    form = Form(request.POST if request.method == "POST" else {"role": "operator", "credor": first})
    refused = None
    if request.method == "POST":
        who = credores.get_credor(scope, form.text("credor"))
        typed = {name: form.text(name) for name in ("email", "name", "role")}
        try:
            return _made(request, invites.make(request.ctx, who.id, invites.MakeInvite(**typed)))
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    page = {"form": form, "mine": mine, "roles_to_give": ROLES_TO_GIVE, "refused": refused, "days": invites.DAYS}
    page |= {"has_server": account_mail.has_server()}
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "console/convidar.html", page, status=status)


@require_POST
def de_novo(request: HttpRequest, invite_id: int) -> HttpResponse:
    return _made(request, invites.make_again(request.ctx, invite_id))


@require_POST
def revogar(request: HttpRequest, invite_id: int) -> HttpResponse:
    invite = invites.revoke(request.ctx, invite_id)
    messages.success(request, f"O convite de {invite.name} não abre mais nada.")
    return redirect("equipe")


def _made(request: HttpRequest, invite) -> HttpResponse:
    is_mailed = account_mail.ask_invite(request.ctx, invite)
    page = {"invite": invite, "url": invites.url_of(invite), "is_mailed": is_mailed}
    page |= {"has_server": account_mail.has_server()}
    return secretly(render(request, "console/convite_feito.html", page))
