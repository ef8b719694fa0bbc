"""A credor's own host: the devedor's page and /verdade/ answer there, of that credor alone; nothing else does.

It comes before Django judges the host, and hands on the installation's name: a host that nobody verified is refused
as any stranger's. `request.own_credor` says whose host was asked, None on the installation's own.
"""

import time

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port, validate_host
from django.shortcuts import redirect
from django.template.loader import render_to_string

from adimple.store.reads import access, link_hosts
from adimple.usecases import links, verify_link_host
from adimple.web import middleware

OPEN = ("/p/", "/verdade/", "/static/")
KNOWN_SECONDS = 5  # in which another process may verify one, or take one away


class OwnHosts:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.own_credor = None
        host, _ = split_domain_port(request.META.get("HTTP_HOST", ""))
        if not host or validate_host(host, settings.ALLOWED_HOSTS):
            return self.get_response(request)
        if request.path.startswith(verify_link_host.PATH):
            return _prove(host, request.path.removeprefix(verify_link_host.PATH))
        credor_id = known().get(host)
        if credor_id is None:
            return self.get_response(request)  # Django refuses it
        if settings.PRODUCTION and not request.is_secure():
            return HttpResponsePermanentRedirect(f"https://{host}{request.get_full_path()}")
        if request.path in ("/", "/verdade"):
            return redirect("/verdade/")
        if not request.path.startswith(OPEN):
            return HttpResponse(render_to_string("portal/nao_encontrado.html"), status=404)
        request.own_credor = credor_id
        request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
        return self.get_response(request)


_known: tuple[float, dict[str, int]] = (float("-inf"), {})


def known() -> dict[str, int]:
    """Host → credor, of all that are verified, or were while a link sent with them still opens, as of a moment ago."""
    global _known
    at, hosts = _known
    if time.monotonic() - at > KNOWN_SECONDS:
        hosts = link_hosts.serving_hosts(access.whole_scope(), middleware.now() - links.HOST_KEPT)
        _known = time.monotonic(), hosts
    return hosts


def forget() -> None:
    """One was verified or taken away: it counts at once in this process."""
    global _known
    _known = float("-inf"), {}


def _prove(host: str, question: str) -> HttpResponse:
    told = verify_link_host.answer(host, question)
    return HttpResponse(told or "", status=200 if told else 404, content_type="text/plain; charset=utf-8")
