"""Por quê?: one devedor, one day; every cause, rule and proof on a page."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adimple.cycle import explain as explaining
from adimple.domain import calendar, phrases
from adimple.domain.conduct.verdict import Kind
from adimple.domain.errors import Invalid
from adimple.domain.regua import document, shipped
from adimple.domain.regua.regua import ReguaStep
from adimple.web import formats
from adimple.web.console.history import CHANNEL_ICONS

OUTCOMES = {
    "plan": ("entra neste dia", "go", "send"),
    "refuse": ("recusado", "rule", "rule"),
    "wait": ("espera", "wait", "clock"),
    "done": ("já planejado", "ok", "ok"),
    "missed": ("não planejado", "draft", "history"),
    "none": ("nada neste dia", "", "calendar"),
}
CHANNEL_OUTCOMES = {
    "plan": ("permite", "ok", "ok"),
    "refuse": ("recusa", "rule", "rule"),
    "wait": ("espera", "wait", "clock"),
}
STATES = {
    "planned": "planejado",
    "leased": "saindo",
    "sent": "enviado",
    "task": "virou tarefa",
    "done": "feito por uma pessoa",
    "refused": "recusado",
    "failed": "não saiu",
    "uncertain": "incerto",
    "expired": "expirou",
}
VERDICTS = {
    Kind.ALLOW: ("permite", "ok", "ok"),
    Kind.DELAY: ("adia", "wait", "clock"),
    Kind.DEADLINE: ("prazo", "wait", "calendar"),
    Kind.REQUIRE_CONTENT: ("exige texto", "wait", "info"),
    Kind.REFUSE: ("recusa", "rule", "rule"),
}


def por_que(request: HttpRequest, devedor_id: int) -> HttpResponse:
    on, problem = _day(request)
    told = explaining.explain(request.ctx, devedor_id, on)
    page = {
        "told": told,
        "who": told.devedor,
        "problem": problem,
        "typed": request.GET.get("dia", "") if problem or on == request.ctx.on else calendar.format_date(on),
        "profile": shipped.PROFILES.get(told.devedor.profile, told.devedor.profile),
        "titulos": [
            (titulo, OUTCOMES[titulo.outcome], _step(titulo.step), _step(titulo.next_step), _written(titulo, on))
            for titulo in told.titulos
        ],
        "channels": [_channel(tried) for tried in told.channels],
        "channel": phrases.channel(told.channel) if told.channel else "",
        "planned": (STATES[told.planned.state], phrases.channel(told.planned.channel or "")) if told.planned else (),
    }
    return render(request, "console/por_que.html", page, status=422 if problem else 200)


def _day(request: HttpRequest) -> tuple[date, str]:
    text = request.GET.get("dia", "")
    if not text:
        return request.ctx.on, ""
    try:
        return calendar.parse_date(text), ""
    except Invalid as error:
        return request.ctx.on, error.phrase


def _step(step: ReguaStep | None) -> str:
    return document.step_label(step.kind, step.day) if step else ""


def _written(titulo: explaining.TituloExplained, on: date) -> str:
    """When and under which version; what became of it is in the sentence above, but of another day."""
    item = titulo.written
    if item is None:
        return ""
    if item.on == on:
        return f"Régua v{item.regua_version}."
    by = f" por {phrases.channel(item.channel)}" if item.channel else ""
    return f"{formats.capital(STATES[item.state])}{by}, régua v{item.regua_version}."


def _channel(tried: explaining.ChannelTried) -> dict:
    verdicts = [(VERDICTS[verdict.kind], verdict) for verdict in tried.verdicts]
    return {
        "tried": tried,
        "step": _step(tried.step),
        "name": phrases.channel(tried.channel),
        "drawing": CHANNEL_ICONS[tried.channel],
        "outcome": CHANNEL_OUTCOMES[tried.outcome],
        "verdicts": verdicts,
    }
