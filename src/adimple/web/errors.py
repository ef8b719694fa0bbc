"""Pages for what went wrong: kind, in pt-BR, with a way on."""

import sys

from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from adimple.domain.errors import Invalid, NotFound, Refused

RETRY_SECONDS = 10  # of a database that is away


def page_for(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page of a domain error that a view let pass; None for what is ours to mend."""
    if isinstance(error, NotFound):
        return not_found(request)
    if isinstance(error, Refused):
        return render(request, "errors/409.html", {"refused": error, "back": back_from(request)}, status=409)
    if isinstance(error, Invalid):
        return render(request, "errors/422.html", {"invalid": error, "back": back_from(request)}, status=422)
    return None


def back_from(request: HttpRequest) -> str:
    """The page the person came from, when it is ours; else the first page."""
    referer = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}/"
    return referer if referer.startswith(origin) else "/"


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """On a credor's own host it is a devedor who asks: nothing there leads to the console."""
    if getattr(request, "own_credor", None) is not None:
        return HttpResponse(render_to_string("portal/nao_encontrado.html"), status=404)
    return render(request, "errors/404.html", status=404)


def refused_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django will not hand on. By a host that leads here and is nobody's comes a devedor with a former link."""
    if isinstance(exception, DisallowedHost):
        return HttpResponse(render_to_string("portal/nao_encontrado.html"), status=400)
    return unreadable()


def unreadable(status: int = 400) -> HttpResponse:
    return HttpResponse(render_to_string("errors/400.html"), status=status)


def say_wrong_method(request: HttpRequest, response: HttpResponse) -> None:
    """Writes the page of a 405 into it; its headers stay. A devedor is led to their own page, whatever the browser."""
    if request.path.startswith("/p/"):
        back = reverse("link", args=[request.resolver_match.kwargs["token"]])
    elif request.path == reverse("verdade"):
        back = request.path
    else:
        back = back_from(request)
        back = "/" if back == request.build_absolute_uri() else back
        response.content = render_to_string("errors/405.html", {"back": back})
        return
    allowed = response.headers["Allow"].split(", ")
    response.content = render_to_string("portal/so_botao.html", {"back": back, "is_button": "GET" not in allowed})


def broken(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: whatever failed may be what the frame asks."""
    if is_away(sys.exception()):
        return HttpResponse(
            render_to_string("errors/503.html"), status=503, headers={"Retry-After": str(RETRY_SECONDS)}
        )
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def is_away(error: BaseException | None) -> bool:
    """Whether the database did not answer, or not now: the same request may be made again."""
    return isinstance(error, OperationalError | InterfaceError)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", {"back": back_from(request)}, status=403)
