"""Who may open a console page: somebody logged in, in two steps where they are asked; before anybody, the first run."""

from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from adimple.domain.errors import NotFound
from adimple.store.reads import credores
from adimple.store.scope import Scope
from adimple.usecases import second_factor

SETTING_UP = ("conta_duas_etapas", "conta_comecar")  # all that is open to an owner who lacks the second step


def staff(view):
    """The view for who is logged in; for the others, the login, and back here after it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            if request.resolver_match.url_name not in SETTING_UP and second_factor.is_missing(request.ctx):
                return redirect("conta_duas_etapas")
            return view(request, *args, **kwargs)
        if not credores.exists_account():
            return redirect("comecar")
        back = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reverse('login')}?{urlencode({'next': back})}")

    return guarded


def chosen(request: HttpRequest) -> tuple[Scope, str]:
    """The request's scope, narrowed to the credor of `?credor=slug` when there is one; and that slug."""
    slug = request.GET.get("credor", "")
    if not slug:
        return request.ctx.scope, ""
    return request.ctx.scope.only(credores.get_credor(request.ctx.scope, slug).id), slug


def id_of(text: str) -> int:
    """An id out of a form or an address. Raises NotFound for what no id can be."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound
    return int(text)
