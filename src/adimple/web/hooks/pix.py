"""A PSP tells of Pix received: kept as it came and answered at once; the worker confirms each with the PSP."""

from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from adimple.domain.errors import NotFound, Refused
from adimple.usecases import take_pix

MAX_BYTES = 1024 * 1024


@csrf_exempt
@require_POST
def receive(request: HttpRequest, secret: str) -> HttpResponse:
    """200 once it is kept. Nothing of it is believed before the PSP itself confirms it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_BYTES:
        return _told(413)
    try:
        take_pix.receive_call(request.ctx, secret, request.body)
    except RawPostDataException:  # a form with files is no call of a PSP
        return _told(415)
    except NotFound:
        return _told(404)
    except Refused:
        return _told(409)
    return _told(200)


def _told(status: int) -> HttpResponse:
    response = HttpResponse(status=status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
