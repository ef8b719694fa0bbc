"""What a devedor said of each channel, and writing it down: not by this one, again yes, yes to WhatsApp and how."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import calendar, phrases
from adimple.store.reads import devedores as reads
from adimple.usecases import set_consent
from adimple.usecases.context import SAO_PAULO
from adimple.usecases.set_consent import ASKS_OPT_IN
from adimple.web.console.record_form import record_form, typed

NEEDS = "operator"
HOW = (("", "Escolha"), *phrases.CONSENTS.items())


@dataclass(frozen=True, slots=True)
class ChannelState:
    """`word`: the last one said, None when none. `asks`: closed until a yes. `told`: when and how."""

    code: str
    name: str
    word: bool | None
    asks: bool
    told: str

    @property
    def is_open(self) -> bool:
        return self.word is True or (self.word is None and not self.asks)


def of_devedor(scope, devedor_id: int) -> list[ChannelState]:
    said = reads.consents(scope, devedor_id)
    return [
        ChannelState(
            code,
            phrases.channel(code),
            word=said[code].granted if code in said else None,
            asks=code in ASKS_OPT_IN,
            told=_told(said[code]) if code in said else "",
        )
        for code in set_consent.CHANNELS
    ]


@require_POST
def canal(request: HttpRequest, devedor_id: int) -> HttpResponse:
    """Writes down what the person said of a channel."""
    granted = request.POST.get("granted") == "1"
    set_consent.set_consent(request.ctx, devedor_id, request.POST.get("channel", ""), granted=granted)
    word = "Anotado: pode receber por este canal." if granted else "Anotado: não recebe mais por este canal."
    messages.success(request, word)
    return redirect("devedor", devedor_id)


@require_http_methods(["GET", "HEAD", "POST"])
def aceite(request: HttpRequest, devedor_id: int) -> HttpResponse:
    """The yes to WhatsApp, with how it was obtained."""
    who = reads.get_devedor(request.ctx.scope, devedor_id)
    request.ctx.require(who.credor_id, NEEDS)
    form = typed(request)

    def save() -> str:
        set_consent.set_consent(request.ctx, devedor_id, "whatsapp", granted=True, how=form.text("how"))
        return "Aceite registrado: a régua já pode usar o WhatsApp com esta pessoa."

    return record_form(request, "console/aceite.html", who, form, save, {"how": HOW})


def _told(said: reads.ConsentRow) -> str:
    """«Disse em 24/11/2026, no contrato»"""
    how = phrases.CONSENTS.get(said.source, "")
    return f"Disse em {calendar.format_date(said.at.astimezone(SAO_PAULO).date())}{f', {how}' if how else ''}"
