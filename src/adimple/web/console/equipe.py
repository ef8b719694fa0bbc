"""The team of one's credores: who enters, in which role where; how an owner lets somebody in, changes it, ends it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adimple.domain import phrases
from adimple.domain.errors import NotFound, Refused
from adimple.store.reads import access, credores, sign_ins, team
from adimple.usecases import account_mail, change_member, password_links, second_factor
from adimple.usecases.context import ROLE_NAMES, ROLES
from adimple.web.console import staff
from adimple.web.console.configuracoes.rights import RIGHTS

ROLES_TO_GIVE = tuple((role, ROLE_NAMES[role].capitalize()) for role in reversed(ROLES))


@require_safe
def equipe(request: HttpRequest) -> HttpResponse:
    scope, slug = staff.chosen(request)
    people = team.list_team(scope)
    page = {
        "people": [(row, [(role, ROLE_NAMES[role.role]) for role in row.roles]) for row in people],
        "invites": [(row, ROLE_NAMES[row.role], row.valid_until < request.ctx.now) for row in team.list_invites(scope)],
        "sign_ins": [(row, _sentence(row)) for row in sign_ins.list_sign_ins(scope)],
        "rights": RIGHTS,
        "is_owner": "owner" in scope.roles.values(),
        "has_server": account_mail.has_server(),
        "slug": slug,
        "only": credores.get_credor(scope, slug).name if slug else "",
        "me": request.ctx.actor.account_id,
    }
    return render(request, "console/equipe.html", page)


@require_safe
def de_um_credor(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the people of a credor were before."""
    who = credores.get_credor(request.ctx.scope, slug)
    return redirect(f"{reverse('equipe')}?credor={who.slug}")


@require_safe
def pessoa(request: HttpRequest, account_id: int) -> HttpResponse:
    return _show(request, account_id)


@require_POST
def papel(request: HttpRequest, account_id: int) -> HttpResponse:
    """A role in a credor of the person's, or in another one."""

    def change(who: credores.CredorRow) -> str:
        role = request.POST.get("role", "")
        account = change_member.give_role(request.ctx, who.id, account_id, role)
        return f"{account.name} agora é {ROLE_NAMES[role]} de {who.name}."

    return _act(request, account_id, change)


@require_http_methods(["GET", "HEAD", "POST"])
def retirar(request: HttpRequest, account_id: int) -> HttpResponse:
    """A page that says what ends, and the end of it."""
    if request.method == "POST":

        def remove(who: credores.CredorRow) -> str:
            account = change_member.remove(request.ctx, who.id, account_id)
            return f"{account.name} não entra mais em {who.name}."

        return _act(request, account_id, remove)
    person = team.get_person(request.ctx.scope, account_id)
    role = next((role for role in person.roles if role.is_mine and role.slug == request.GET.get("credor")), None)
    if role is None:
        return redirect("equipe_pessoa", account_id)
    page = {"person": person, "role": role, "is_me": account_id == request.ctx.actor.account_id}
    return render(request, "console/equipe_retirar.html", page)


@require_POST
def link_de_senha(request: HttpRequest, account_id: int) -> HttpResponse:
    """Made and shown once: nobody, we included, can show it again."""
    who = _credor_of(request)
    link = password_links.make_link(request.ctx, who.id, account_id)
    page = {"link": link, "hours": password_links.HOURS, "account_id": account_id}
    return secretly(render(request, "console/link_de_senha.html", page))


@require_POST
def duas_etapas(request: HttpRequest, account_id: int) -> HttpResponse:
    def reset(who: credores.CredorRow) -> str:
        account = second_factor.reset_member(request.ctx, who.id, account_id)
        return f"{account.name} entra agora só com a senha, até ligar de novo a verificação em duas etapas."

    return _act(request, account_id, reset)


def secretly(response: HttpResponse) -> HttpResponse:
    """A page that shows a secret and posts nothing: no page that is left from here learns its address."""
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _act(request: HttpRequest, account_id: int, act: Callable[[credores.CredorRow], str]) -> HttpResponse:
    """Does it over the form's credor and says so; a refusal is said on the person's page, with nothing changed."""
    try:
        messages.success(request, act(_credor_of(request)))
    except Refused as refused:
        return _show(request, account_id, refused)
    try:
        team.get_person(access.scope_of(request.user.id), account_id)  # what it is now
    except NotFound:
        return redirect("equipe")
    return redirect("equipe_pessoa", account_id)


def _show(request: HttpRequest, account_id: int, refused: Refused | None = None) -> HttpResponse:
    scope = request.ctx.scope
    person = team.get_person(scope, account_id)
    there = {role.credor_id for role in person.roles}
    mine = [row for row in credores.list_credores(scope) if scope.role_over(row.id) == "owner"]
    page = {
        "person": person,
        "roles": [(role, ROLE_NAMES[role.role]) for role in person.roles],
        "mine": next((role for role in person.roles if role.is_mine), None),
        "others": [(row.slug, row.name) for row in mine if row.id not in there],
        "roles_to_give": ROLES_TO_GIVE,
        "is_me": account_id == request.ctx.actor.account_id,
        "refused": refused,
    }
    return render(request, "console/equipe_pessoa.html", page, status=409 if refused else 200)


def _credor_of(request: HttpRequest) -> credores.CredorRow:
    return credores.get_credor(request.ctx.scope, request.POST.get("credor", ""))


def _sentence(row: sign_ins.SignInRow) -> str:
    return phrases.told(row.name, row.payload)
