"""Who may open a console page: somebody logged in, in two steps where they are asked; before anybody, the first run."""

from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from adimple.domain.errors import NotFound
from adimple.store.reads import credores
from adimple.store.scope import Scope
from adimple.usecases import second_factor

SETTING_UP = ("conta_duas_etapas", "conta_comecar")  # all that is open to an owner who lacks the second step

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
                return redirect("conta_duas_etapas")
            return shown(request, *args, **kwargs)
        if not credores.exists_account():
            return redirect("comecar")
        back = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reverse('login')}?{urlencode({'next': back})}")

    return guarded


def chosen(request: HttpRequest, scope: Scope | None = None) -> tuple[Scope, str]:
    """`scope`, the request's own by default, narrowed to the credor of `?credor=slug`, or else to the one the person
    works in, when there is one; and that slug. `?credor=` asks for all.
    """
    scope = request.ctx.scope if scope is None else scope
    slug = request.GET.get("credor", working_in(request, scope))
    return (scope.only(credores.get_credor(scope, slug).id), slug) if slug else (scope, "")


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


def id_of(text: str) -> int:
    """An id out of a form or an address. Raises NotFound for what no id can be."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound
    return int(text)
