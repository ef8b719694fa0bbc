"""What every request gets: security headers, a Context (who, over what, when), and a page for a domain error."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import logout

from adimple.domain.errors import Invalid
from adimple.store.reads import access
from adimple.usecases.context import Actor
from adimple.usecases.context import Context as UseContext
from adimple.web import devices, errors

_NUL = Invalid("texto", "O que foi enviado traz um caractere nulo, que não se vê. Apague o texto e escreva de novo.")
API = "/api/"
PROGRAMS = (API, "/pix/", "/metrics", "/healthz")  # nobody reads these in a browser
POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


class Visitor:
    """REMOTE_ADDR is who asks: behind production's proxy, the last hop it wrote down; never what a visitor claims.

    A cookie with a NUL was never ours, and the session it names would break the database's read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.PRODUCTION and (hops := request.headers.get("X-Forwarded-For")):
            request.META["REMOTE_ADDR"] = hops.rpartition(",")[2].strip()
        request.COOKIES = {name: text for name, text in request.COOKIES.items() if "\0" not in text}
        return self.get_response(request)


# What a page of ours never asks a browser for.
UNUSED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
    "payment", "usb",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    "Cache-Control": "no-store",  # people's data, on machines that people share; our own files say otherwise
}


class SecurityHeaders:
    """On every answer, our own files and errors included; a view may say its own, never none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


# Forms that anybody may send without a login: a few hundred bytes each.
OPEN_FORMS = ("/p/", "/verdade/", "/entrar/", "/senha/", "/convite/")
MOST_OPEN_BYTES = 64 * 1024


class Readable:
    """What could not be read, or is longer than any open form, is refused before anybody looks at what it sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if getattr(request, "is_unreadable", False):
            return errors.unreadable()
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.path.startswith(OPEN_FORMS) and (not length.isdigit() or int(length) > MOST_OPEN_BYTES):
            return errors.unreadable(413)
        return self.get_response(request)


class Context:
    """Puts `request.ctx`, the only place of a request that asks the clock."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(API):  # who asks is a key, never a session
            return self.get_response(request)
        request.ctx = context_of(request.user)
        if request.user.is_authenticated and not devices.is_let_in(request):
            logout(request)
            request.ctx = context_of(request.user)
        if _has_nul(request):
            return errors.page_for(request, _NUL)
        return self.get_response(request)

    def process_exception(self, request, exception):
        return errors.page_for(request, exception)


class Methods:
    """Who opens in a browser what only takes a form's answer reads so, and goes back; a program needs no page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and not request.path.startswith(PROGRAMS):
            errors.say_wrong_method(request, response)
        return response


def _has_nul(request) -> bool:
    """PostgreSQL keeps no NUL in a text, and nobody types one."""
    sent = (
        request.path,
        *(text for given in (request.GET, request.POST) for _, texts in given.lists() for text in texts),
    )
    return any("\0" in text for text in sent)


def context_of(user) -> UseContext:
    if not user.is_authenticated:
        return UseContext(Actor("anônimo"), access.no_scope(), now())
    return UseContext(Actor(user.email, user.id), access.scope_of(user.id), now())


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the entry point
