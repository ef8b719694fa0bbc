"""How often one address of the network may knock at a door, whatever the account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adimple.web import throttle

LOGINS_A_MINUTE = 30  # an office's, never a program's


def answer(request: HttpRequest, folder: str = "login-rate", ceiling: int = LOGINS_A_MINUTE) -> HttpResponse | None:
    """What who knocks too often hears; None for the others. Counts this knock."""
    address = request.META.get("REMOTE_ADDR", "")
    if not throttle.is_over(settings.DATA_DIR / folder, settings.INSTALLATION_KEY, address, request.ctx.now, ceiling):
        return None
    response = render(request, "console/devagar.html", status=429)
    response.headers["Retry-After"] = "60"
    return response
