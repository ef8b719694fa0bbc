"""Webhooks: where events go, what came of each; an owner adds, changes, tests, rotates, stops, and asks for more."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import event_kinds, webhook
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store.reads import credores
from adimple.store.reads import webhooks as reads
from adimple.store.reads.credores import CredorRow
from adimple.store.reads.webhooks import DeliveryRow, WebhookRow
from adimple.usecases import try_webhook, webhooks
from adimple.usecases.edit_webhook import EditWebhook, edit_webhook
from adimple.usecases.webhooks import MadeWebhook
from adimple.web.console.configuracoes.page import tab_page
from adimple.web.forms import Form
from adimple.web.turn import Turn

TURN = Turn("webhook.busy", "Já há um teste de webhook esperando resposta. Espere alguns segundos e teste de novo.")
TAB = "configuracoes_api"
SOME = "alguns"  # of the events, those marked
STATES = {"on": ("ligado", "ok", "ok"), "failing": ("falhando", "wait", "warn"), "stopped": ("parado", "fail", "x")}
DELIVERIES = {
    "pending": ("na fila", "go", "clock"),
    "delivered": ("entregue", "ok", "ok"),
    "failed": ("não entregue", "fail", "warn"),
    "stopped": ("parado", "", "pause"),
}
FILTERS = (
    ("", "Todas"),
    ("pending", "Na fila"),
    ("delivered", "Entregues"),
    ("failed", "Não entregues"),
    ("stopped", "Paradas"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def lista(request: HttpRequest, slug: str) -> HttpResponse:
    """The webhooks; a POST adds one and shows its secret."""
    who = credores.get_credor(request.ctx.scope, slug)
    form = Form(request.POST if request.method == "POST" else {})
    refused = None
    if request.method == "POST":
        try:
            command = webhooks.MakeWebhook(url=form.text("url"), kinds=_marked(request))
            return _show(request, who, webhooks.make_webhook(request.ctx, who.id, command), is_new=True)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    page = tab_page(request, who, TAB, _page(request, who) | _choice(request, ()) | {"form": form, "refused": refused})
    return render(request, "console/webhooks.html", page, status=409 if refused else 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
def um(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """One webhook and its deliveries, newest first."""
    who, row = _of(request, slug, webhook_id)
    state = request.GET.get("situacao", "")
    page = reads.list_deliveries(
        request.ctx.scope, row.id, state if state in DELIVERIES else "", request.GET.get("cursor", "")
    )
    shown = {
        "row": row,
        "chip": STATES[row.state],
        "why": webhook.CAUSES.get(row.stop_cause, ""),
        "last": _last(row),
        "kinds": row.kinds,
        "signs_twice": row.former_until is not None and row.former_until > request.ctx.now,
        "page": page,
        "deliveries": [(one, DELIVERIES[one.state], _came(one)) for one in page.rows],
        "filters": FILTERS,
        "state": state,
        "may_resend": request.ctx.scope.role_over(who.id) in ("owner", "manager"),
    }
    return render(request, "console/webhook.html", tab_page(request, who, TAB, shown))


@require_http_methods(["GET", "HEAD", "POST"])
def mudar(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """Another address, or other events; what was typed stays with its errors."""
    who, row = _of(request, slug, webhook_id)
    request.ctx.require(who.id, "owner")
    form = Form(request.POST if request.method == "POST" else {"url": row.url})
    if request.method == "POST":
        try:
            command = EditWebhook(url=form.text("url"), kinds=_marked(request))
            edit_webhook(request.ctx, who.id, webhook_id, command)
        except Invalid as invalid:
            form.note(invalid)
        else:
            messages.success(request, "Webhook mudado.")
            return redirect("configuracoes_webhook", slug, webhook_id)
    shown = _choice(request, row.kinds) | {"form": form, "row": row, "chip": STATES[row.state]}
    page = tab_page(request, who, TAB, shown)
    return render(request, "console/webhook_mudar.html", page, status=422 if form.errors else 200)


@require_POST
def testar(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    who, _ = _of(request, slug, webhook_id)
    with TURN.taken():
        tested = try_webhook.try_webhook(request.ctx, who.id, webhook_id)
    if tested.is_taken:
        messages.success(request, tested.phrase)
    else:
        messages.error(request, tested.phrase, extra_tags="fail")
    return redirect("configuracoes_webhook", slug, webhook_id)


@require_POST
def segredo(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    who, _ = _of(request, slug, webhook_id)
    return _show(request, who, webhooks.rotate_secret(request.ctx, who.id, webhook_id), is_new=False)


@require_POST
def parar(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    who, _ = _of(request, slug, webhook_id)
    webhooks.stop_webhook(request.ctx, who.id, webhook_id)
    messages.warning(request, "Webhook parado. Nada mais vai a este endereço até alguém religar.", extra_tags="wait")
    return redirect("configuracoes_webhook", slug, webhook_id)


@require_POST
def religar(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    who, _ = _of(request, slug, webhook_id)
    webhooks.resume_webhook(request.ctx, who.id, webhook_id)
    messages.success(request, "Webhook religado. O que aconteceu enquanto esteve parado vai agora, em ordem.")
    return redirect("configuracoes_webhook", slug, webhook_id)


@require_POST
def reenviar(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """One delivery, by its number in `entrega`; all that failed, without it."""
    who, _ = _of(request, slug, webhook_id)
    which = request.POST.get("entrega", "")
    if which and not (which.isascii() and which.isdigit() and len(which) < 19):
        raise NotFound
    count = webhooks.resend(request.ctx, who.id, webhook_id, int(which) if which else None)
    if count:
        messages.success(request, "1 evento na fila de novo." if count == 1 else f"{count} eventos na fila de novo.")
    else:
        messages.info(request, "Não havia evento não entregue.")
    return redirect("configuracoes_webhook", slug, webhook_id)


def _of(request: HttpRequest, slug: str, webhook_id: int) -> tuple[CredorRow, WebhookRow]:
    """Raises NotFound, where the webhook is of another credor too."""
    who = credores.get_credor(request.ctx.scope, slug)
    row = reads.get_webhook(request.ctx.scope, webhook_id)
    if row.credor_id != who.id:
        raise NotFound
    return who, row.seen_by(request.ctx.scope)


def _show(request: HttpRequest, who: CredorRow, made: MadeWebhook, *, is_new: bool) -> HttpResponse:
    page = tab_page(request, who, TAB, {"made": made, "is_new": is_new})
    response = render(request, "console/segredo_do_webhook.html", page)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: HttpRequest, who: CredorRow) -> dict:
    return {
        "webhooks": [
            (row, STATES[row.state], webhook.CAUSES.get(row.stop_cause, ""), _last(row))
            for row in (one.seen_by(request.ctx.scope) for one in reads.list_webhooks(request.ctx.scope, [who.id]))
        ],
    }


def _marked(request: HttpRequest) -> list[str]:
    """Empty for all. Raises Invalid where only those marked are wanted, and none is."""
    if request.POST.get("which") != SOME:
        return []
    if not (kinds := request.POST.getlist("kind")):
        raise Invalid("kinds", "Marque ao menos um evento, ou escolha todos.")
    return kinds


def _choice(request: HttpRequest, kinds: Sequence[str]) -> dict:
    """The events one may mark: as somebody just did, else `kinds`."""
    is_typed = request.method == "POST"
    chosen = set(request.POST.getlist("kind") if is_typed else kinds)
    groups = {word: event_kinds.names_of(code) for code, word in event_kinds.KINDS.items()}
    return {
        "groups": [
            (word, [(name, name in chosen) for name in names if name in webhooks.KINDS])
            for word, names in groups.items()
            if set(names) & set(webhooks.KINDS)
        ],
        "some": SOME,
        "is_some": request.POST.get("which") == SOME if is_typed else bool(kinds),
    }


def _last(row: WebhookRow) -> str:
    """What came of the last try: «respondeu 200»."""
    return webhook.phrase(row.last_status, row.last_failure) if row.last_at else ""


def _came(one: DeliveryRow) -> str:
    return webhook.phrase(one.last_status, one.last_failure) if one.last_at else ""
