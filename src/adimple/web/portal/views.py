"""The devedor's page: what is owed today, how to pay, four answers. No login; a GET changes nothing.

The forms carry no CSRF token on purpose: the address itself is the secret, a stranger's page cannot know it, and a
phone whose browser keeps no cookies must be able to answer.
"""

from dataclasses import replace
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adimple.domain import calendar, money
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store.reads.links import LinkRow
from adimple.usecases import answer_link, links, verify_code
from adimple.usecases.answer_link import ANSWERS, JA_PAGUEI, OPT_OUT, Answer
from adimple.usecases.context import SAO_PAULO
from adimple.usecases.print_boletos import Paper
from adimple.web import throttle
from adimple.web.forms import Form
from adimple.web.portal import pages

POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def public(view):
    """A page for whoever has the link: counted, never cached, telling nobody where it was opened from."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs) -> HttpResponse:
        folder = settings.DATA_DIR / "portal-rate"
        if throttle.is_over(folder, settings.INSTALLATION_KEY, request.META.get("REMOTE_ADDR", ""), request.ctx.now):
            response = render(request, "portal/devagar.html", status=429)
            response.headers["Retry-After"] = "60"
        else:
            try:
                _of_this_host(request, kwargs.get("token"))
                response = view(request, **kwargs)
            except NotFound:
                response = render(request, "portal/nao_encontrado.html", status=404)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return guarded


def _of_this_host(request: HttpRequest, token: str | None) -> None:
    """On a credor's own host, the pages of that credor alone. Raises NotFound."""
    if request.own_credor is None or token is None:
        return
    if links.read_token(token, request.ctx.on).credor_id != request.own_credor:
        raise NotFound


@public
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    link = answer_link.open_link(request.ctx, token)
    return _closed(request, token, link) or render(request, "portal/pagina.html", _shown(request, token, link))


@public
@require_safe
def boleto(request: HttpRequest, token: str, boleto_id: int) -> HttpResponse:
    """The PDF of a boleto that the page shows; of any other, as if there were none."""
    return _pdf(answer_link.boleto_of_link(request.ctx, token, boleto_id))


@public
@require_safe
def recibo(request: HttpRequest, token: str, payment_id: int) -> HttpResponse:
    """The PDF of a payment that the page tells of; of any other, as if there were none."""
    return _pdf(answer_link.recibo_of_link(request.ctx, token, payment_id))


@public
@require_POST
def pix(request: HttpRequest, token: str) -> HttpResponse:
    """Makes, at the PSP, the Pix of what one título owes today; the page then shows it."""
    titulo_id = _number(Form(request.POST).text("titulo"))
    if titulo_id is None:
        raise NotFound
    try:
        answer_link.pix_of_link(request.ctx, token, titulo_id)
        return redirect(f"{reverse('link', args=[token])}?qr={titulo_id}#titulo-{titulo_id}")
    except Refused as refused:
        link = answer_link.open_link(request.ctx, token)
        shown = _shown(request, token, link) | {"pix_refused": refused.phrase}
        return _closed(request, token, link, 409) or render(request, "portal/pagina.html", shown, status=409)


@public
@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """One of the four buttons, or what the person adds about a payment."""
    form = Form(request.POST)
    paid_on = form.read("paid_on", calendar.parse_date) if form.text("paid_on") else None
    cents = form.read("cents", money.parse_brl) if form.text("cents") else None
    kind = form.text("answer")
    if not form.errors:
        try:
            answer_link.answer(request.ctx, token, Answer(kind=kind, paid_on=paid_on, cents=cents))
            return redirect("link_resposta", token=token, kind=kind)
        except Invalid as invalid:
            form.note(invalid)
        except Refused:  # the page says it, and whom to talk to
            return _closed(request, token, answer_link.open_link(request.ctx, token), 409)
    if kind not in ANSWERS:
        raise NotFound
    link = answer_link.open_link(request.ctx, token)
    return render(request, "portal/resposta.html", _thanks(request, token, link, kind, form), status=422)


@public
@require_safe
def answered(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """Thanks, what happens now, and the way back."""
    link = answer_link.open_link(request.ctx, token)
    if closed := _closed(request, token, link):
        return closed
    if kind not in {row.kind for row in link.answers}:
        return redirect("link", token=token)
    return render(request, "portal/resposta.html", _thanks(request, token, link, kind, Form()))


@public
@require_POST
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    kind = Form(request.POST).text("answer")
    if kind not in ANSWERS:
        raise NotFound
    try:
        answer_link.take_back(request.ctx, token, kind)
    except Refused:
        return _closed(request, token, answer_link.open_link(request.ctx, token), 409)
    return redirect("link", token=token)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click of a mail program (RFC 8058) is a POST; a person who opens the address sees the page."""
    if request.method != "POST":
        return redirect("link", token=token)
    answer_link.answer(request.ctx, token, Answer(kind=OPT_OUT))
    return HttpResponse("Pronto. Você não recebe mais e-mails sobre isto.\n", content_type="text/plain; charset=utf-8")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def truth(request: HttpRequest) -> HttpResponse:
    """«Esta cobrança é verdadeira?». A POST, so that no code stays in an address; it changes nothing."""
    text, found, problem = request.POST.get("codigo", ""), None, ""
    if request.method == "POST":
        try:
            found = verify_code.verify_code(request.ctx, text, request.own_credor)
        except Invalid as invalid:
            problem = invalid.phrase
    payees = [(one, *pages.document_of(one.document)) for one in found.payees] if found else []
    page = {"text": text, "found": found, "payees": payees, "problem": problem}
    return render(request, "portal/verdade.html", page, status=422 if problem else 200)


def _closed(request: HttpRequest, token: str, link: LinkRow, status: int = 200) -> HttpResponse | None:
    """Of a closed credor: that it does not work here any more, and whom to talk to; nothing of what is owed."""
    if link.credor.closed_at is None:
        return None
    bare = replace(link, titulos=(), answers=(), received=())
    page = _shown(request, token, bare) | {"closed_on": link.credor.closed_at.astimezone(SAO_PAULO).date()}
    return render(request, "portal/encerrado.html", page, status=status)


def _pdf(paper: Paper) -> HttpResponse:
    response = HttpResponse(paper.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{paper.file_name}"'
    return response


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _shown(request: HttpRequest, token: str, link: LinkRow) -> dict:
    shown = pages.page_of(link, request.ctx.on, _number(request.GET.get("qr", "")))
    return {
        "token": token,
        "link": link,
        "shown": shown,
        "on": request.ctx.on,
        "standing": {row.kind: row for row in link.answers},
        "valid_until": links.read_token(token, request.ctx.on).valid_until,
    }


def _thanks(request: HttpRequest, token: str, link: LinkRow, kind: str, form: Form) -> dict:
    row = next((row for row in link.answers if row.kind == kind), None)
    return {
        **_shown(request, token, link),
        "kind": kind,
        "row": row,
        "form": form,
        "asks_details": kind == JA_PAGUEI and row is not None and not row.reason,
    }
