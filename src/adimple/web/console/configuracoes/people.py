"""Who may enter a credor, who entered lately, what each role may; and how an owner lets somebody in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import events, phrases
from adimple.domain.errors import Refused
from adimple.store.reads import credores, sign_ins
from adimple.store.reads.credores import CredorRow
from adimple.usecases import add_member, password_links
from adimple.usecases.context import ROLE_NAMES, ROLES
from adimple.web.console.configuracoes.page import tab_page
from adimple.web.console.configuracoes.rights import RIGHTS
from adimple.web.forms import Form

# An owner is made on the machine: `adimple create-owner`.
ROLES_TO_GIVE = tuple((role, ROLE_NAMES[role].capitalize()) for role in reversed(ROLES) if role != "owner")


@require_http_methods(["GET", "POST"])
def pessoas(request: HttpRequest, slug: str) -> HttpResponse:
    """The team; a POST gives somebody access, and shows the link with which a new account gets its password."""
    who = credores.get_credor(request.ctx.scope, slug)
    form = Form(request.POST if request.method == "POST" else {"role": "operator"})
    refused = None
    if request.method == "POST":
        command = add_member.AddMember(email=form.text("email"), name=form.text("name"), role=form.text("role"))
        try:
            if form.ask(add_member.check, request.ctx, who.id, command):
                return _let_in(request, who, command)
        except Refused as error:
            refused = error
    status = 409 if refused else 422 if form.errors else 200
    page = tab_page(who, "configuracoes_pessoas", _page(request, who) | {"form": form, "refused": refused})
    return render(request, "console/configuracoes_pessoas.html", page, status=status)


@require_POST
def link_de_senha(request: HttpRequest, slug: str, account_id: int) -> HttpResponse:
    """Made and shown once: nobody, we included, can show it again."""
    who = credores.get_credor(request.ctx.scope, slug)
    return _show(request, who, password_links.make_link(request.ctx, who.id, account_id))


def _let_in(request: HttpRequest, who: CredorRow, command: add_member.AddMember) -> HttpResponse:
    account = add_member.add_member(request.ctx, who.id, command)
    given = f"{account.name} agora é {ROLE_NAMES[command.role]} de {who.name}"
    if account.has_usable_password():
        messages.success(request, f"{given} e entra com a senha que já tem.")
        return redirect("configuracoes_pessoas", who.slug)
    try:
        return _show(request, who, password_links.make_link(request.ctx, who.id, account.id))
    except Refused as refused:  # another owner let them in first, and holds the link
        messages.warning(request, f"{given}. {refused.phrase}", extra_tags="wait")
        return redirect("configuracoes_pessoas", who.slug)


def _show(request: HttpRequest, who: CredorRow, link: password_links.PasswordLink) -> HttpResponse:
    page = tab_page(who, "configuracoes_pessoas", {"link": link, "hours": password_links.HOURS})
    response = render(request, "console/link_de_senha.html", page)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: HttpRequest, who: CredorRow) -> dict:
    scope = request.ctx.scope
    return {
        "members": [(row, ROLE_NAMES[row.role]) for row in credores.list_members(scope, who.id)],
        "sign_ins": [(row, _sentence(row)) for row in sign_ins.list_sign_ins(scope, who.id)],
        "rights": RIGHTS,
        "roles_to_give": ROLES_TO_GIVE,
        "is_owner": scope.role_over(who.id) == "owner",
        "me": request.ctx.actor.account_id,
    }


def _sentence(row: sign_ins.SignInRow) -> str:
    return phrases.sentence(events.EVENTS[row.name].from_payload(row.payload))
