"""Who may open a console page: somebody logged in, in two steps where they are asked; before anybody, the first run."""

from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from adimple.domain.errors import NotFound
from adimple.store.reads import credores
from adimple.store.scope import Scope
from adimple.usecases import second_factor
from adimple.usecases.context import ROLES

SETTING_UP = ("conta_duas_etapas", "conta_comecar")  # all that is open to an owner who lacks the second step

CAME_FROM = "came_from"  # in the session: where one was going when the set-up came between
WORKING = "credor"  # in the session: the credor one works in


def staff(view):
    """The view for who is logged in; for the others, the login, and back here after it.

    A view without a decorator that says its methods only shows something: GET and HEAD.
    """
    shown = view if hasattr(view, "__wrapped__") else require_safe(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            if request.resolver_match.url_name not in SETTING_UP and second_factor.is_missing(request.ctx):
                return set_up_first(request)
            return shown(request, *args, **kwargs)
        if not credores.exists_account():
            return redirect("comecar")
        back = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reverse('login')}?{urlencode({'next': back})}")

    return guarded


def set_up_first(request: HttpRequest) -> HttpResponse:
    """To the set-up of the second step; who was only looking comes back here after it.

    A part of a page, which the page asks for by itself, is no place to come back to.
    """
    if request.method == "GET" and "HX-Request" not in request.headers:
        request.session[CAME_FROM] = request.get_full_path()
    return redirect("conta_duas_etapas")


def came_from(request: HttpRequest) -> str:
    """Where the person was going before the set-up, once; the first page where nobody knows, or it is no page here."""
    back = request.session.pop(CAME_FROM, "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"


def chosen(request: HttpRequest, scope: Scope | None = None) -> tuple[Scope, str]:
    """`scope`, the request's own by default, narrowed to the credor of `?credor=slug`, or else to the one the person
    works in, when there is one; and that slug. `?credor=` asks for all.
    """
    scope = request.ctx.scope if scope is None else scope
    slug = request.GET.get("credor", working_in(request, scope))
    return (scope.only(credores.get_credor(scope, slug).id), slug) if slug else (scope, "")


def chosen_open(request: HttpRequest) -> tuple[Scope, str]:
    """As `chosen`, for the lists of what is worked: of all, those that are not closed, while there is one."""
    scope, slug = chosen(request)
    closed = {row.id for row in credores_of(request) if row.closed_at}
    rest = {credor_id: role for credor_id, role in scope.roles.items() if credor_id not in closed}
    return (Scope(rest) if rest and closed and not slug else scope), slug


def working_in(request: HttpRequest, scope: Scope) -> str:
    """The slug of the credor the person chose to work in, while it is in `scope`; "" for all."""
    slug = request.session.get(WORKING, "")
    if not slug:
        return ""
    try:
        credores.get_credor(scope, slug)
    except NotFound:
        return ""
    return slug


def credores_of(request: HttpRequest) -> list[credores.CredorRow]:
    """Every credor of the person, in order of name: asked once for a page and its frame."""
    if not hasattr(request, "credores"):
        request.credores = credores.list_credores(request.ctx.scope)
    return request.credores


def may(request: HttpRequest, credor_id: int, need: str) -> bool:
    """Whether the person's role over this credor reaches `need`: what they may not do is not offered."""
    return ROLES.index(request.ctx.scope.role_over(credor_id) or ROLES[-1]) <= ROLES.index(need)


def id_of(text: str) -> int:
    """An id out of a form or an address. Raises NotFound for what no id can be."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound
    return int(text)
