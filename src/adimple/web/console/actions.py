"""Ações de hoje: what goes out, what went, what was refused and by which article, what waits for a decision."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from adimple.domain import cadastro, phrases
from adimple.domain.conduct import gate, windows
from adimple.domain.conduct.reasons import Reason, reason_of
from adimple.domain.regua import document
from adimple.store.page import Page
from adimple.store.reads import actions as reads
from adimple.store.reads import credores
from adimple.store.reads import painel as painel_reads
from adimple.store.reads.actions import ActionFilter, ActionRow
from adimple.usecases import decide_action
from adimple.usecases.context import ROLES, SAO_PAULO
from adimple.web import formats, kept
from adimple.web.console import listing
from adimple.web.console.history import CHANNEL_ICONS
from adimple.web.console.painel import STATES
from adimple.web.console.staff import chosen_open, credores_of
from adimple.web.forms import Form, parse_date

TAB_NAMES = (
    ("todas", "Todas"),
    ("planejadas", "Planejadas"),
    ("enviadas", "Enviadas"),
    ("tarefas", "Tarefas"),
    ("adiadas", "Adiadas"),
    ("recusadas", "Recusadas por regra"),
    ("falharam", "Falharam ou incertas"),
    ("expiradas", "Expiraram"),
)
CHANNEL_NAMES = (("", "Todos"), *((code, formats.capital(phrases.channel(code))) for code in
                 ("email", "whatsapp", "sms", "phone", "letter")))  # fmt: skip
VERDICT_CHIPS = {
    "allow": ("permite", "ok", "ok"),
    "delay": ("adia", "wait", "clock"),
    "deadline": ("prazo", "wait", "calendar"),
    "require_content": ("exige texto", "wait", "info"),
    "refuse": ("recusa", "rule", "rule"),
}
TOLD = {
    "planned": "Espera a hora.",
    "leased": "Está saindo agora.",
    "sent": "O provedor aceitou a mensagem.",
    "task": "Na lista de Tarefas, para uma pessoa fazer.",
    "done": "Uma pessoa fez e anotou o resultado.",
}
STATUS_CHIPS = {
    "sending": ("saindo", "go", "send"),
    "accepted": ("aceita pelo provedor", "ok", "ok"),
    "temporary": ("não aceita agora", "wait", "clock"),
    "permanent": ("recusada pelo provedor", "fail", "warn"),
    "uncertain": ("sem resposta", "draft", "help"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row as shown. `reason`: what stops or moves it, with its article and what would allow it; else `told`."""

    row: ActionRow
    step: str
    chip: tuple[str, str, str]
    drawing: str
    channel: str
    reason: Reason | None
    told: str
    needs_decision: bool
    other_day: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule as it was asked of some títulos before a message left."""

    rule: str
    chip: tuple[str, str, str]
    cites: str


def acoes(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    on, problem = day_asked(request)
    wanted = typed(request)
    page = reads.list_actions(scope, on, wanted, request.GET.get("cursor", ""))
    known = painel_reads.step_days(scope)
    counts = kept.figure(
        ("acoes", on, *scope.credor_ids), lambda: reads.count_actions(scope, on), request.ctx.now
    ).value
    return render(
        request,
        "console/acoes.html",
        {
            "on": on,
            "is_today": on == request.ctx.on,
            "problem": problem,
            "credores": credores_of(request),
            "slug": slug,
            "wanted": wanted,
            "tabs": [(code, name, counts[code]) for code, name in TAB_NAMES],
            "counts": counts,
            "channels": CHANNEL_NAMES,
            "steps": _steps(known),
            "page": Page([_line(row, on, known) for row in page.rows], page.next_cursor),
            "sending": credores.sending(scope),
            "may_take": listing.may_take(scope),
            "is_filtered": bool(wanted.text or wanted.channel or wanted.step_code or slug),
        },
    )


def typed(request: HttpRequest) -> ActionFilter:
    """The filter of the address, but its day. Raises Invalid."""
    return ActionFilter(
        tab=request.GET.get("aba") or "todas",
        text=request.GET.get("q", "").strip(),
        channel=request.GET.get("canal", ""),
        step_code=request.GET.get("passo", ""),
    )


def acao(request: HttpRequest, action_id: int) -> HttpResponse:
    """One action with its proof: text, hash, amounts, rules asked, what the provider answered."""
    proof = reads.get_action(request.ctx.scope, action_id)
    known = painel_reads.step_days(request.ctx.scope)
    role = request.ctx.scope.role_over(proof.row.credor_id) or ROLES[-1]
    return render(
        request,
        "console/acao.html",
        {
            "proof": proof,
            "line": _line(proof.row, proof.on, known),
            "may_decide": ROLES.index(role) <= ROLES.index("manager"),
            "is_today": proof.on == request.ctx.on,
            "attempts": [
                {
                    "sent": sent,
                    "status": STATUS_CHIPS[sent.status],
                    "address": _masked(sent.address) if role == "auditor" else sent.address,
                    "asked": [(judged["titulos"], judged["facts"], _asked(judged)) for judged in sent.verdicts],
                    "receipts": [(STATUS_CHIPS[one.status], one) for one in sent.receipts],
                    "amounts": list(sent.amounts.values()),
                }
                for sent in proof.proofs
            ],
        },
    )


@require_POST
def decidir(request: HttpRequest, action_id: int) -> HttpResponse:
    decision = Form(request.POST).text("decision")
    action = decide_action.decide_action(request.ctx, action_id, decision)
    messages.success(request, _told(action.state))
    return redirect("acoes_uma", action_id=action_id)


def _told(state: str) -> str:
    if state == "planned":
        return "Voltou para a fila: as regras são perguntadas de novo antes de sair."
    if state == "expired":
        return "O dia deste envio já passou. A próxima noite pode planejar o passo de novo."
    return "Registrado como entregue. Nada mais sai por esta ação."


def _line(row: ActionRow, on: date, known: dict[tuple[int, str], tuple[str, int]]) -> Line:
    kind, day = known.get((row.credor_id, row.step_code), ("", 0))
    was_delayed = row.state == "planned" and bool(row.note)
    return Line(
        row=row,
        step=document.step_label(kind, day) if kind else row.step_code,
        chip=("adiada", "wait", "clock") if was_delayed else STATES[row.state],
        drawing=CHANNEL_ICONS.get(row.channel, ""),
        channel=formats.capital(phrases.channel(row.channel)) if row.channel else "",
        reason=_reason(row),
        told=TOLD.get(row.state, ""),
        needs_decision=row.state in ("failed", "uncertain"),
        other_day=row.at.astimezone(SAO_PAULO).date() != on,
    )


def _reason(row: ActionRow) -> Reason | None:
    if row.blocked_by:
        return reason_of(row.blocked_by)
    if row.state == "planned" and row.note:
        return _hours(row.note) or Reason("", row.note, "", "O sistema tenta de novo sozinho.")
    if row.state == "failed":
        return Reason("", row.note or "O provedor não aceitou a mensagem.", "", "Uma pessoa decide se tenta de novo.")
    if row.state == "uncertain":
        return Reason("", row.note, "", "Veja com a pessoa se chegou e decida.")
    if row.state == "expired" and row.note == phrases.CREDOR_CLOSED:
        return Reason("", row.note, "", "Reaberto, a noite planeja o passo de novo, se ainda couber.")
    if row.state == "expired":
        return Reason("", "O dia terminou antes.", "", "A noite planeja o passo de novo, se ainda couber.")
    return None


def _hours(code: str) -> Reason | None:
    """The window that moved an action, when the note is its code."""
    house = windows.window_of(windows.HOUSE, "phone", windows.B2B, on=date.max)
    for window in (*windows.WINDOWS, house):
        if window is not None and window.code == code:
            return Reason(
                code, f"Fora do horário permitido. {window.phrase}", window.cites, "Sai sozinha quando abrir."
            )
    return None


def _asked(judged: dict) -> list[Asked]:
    return [Asked(one["rule"], VERDICT_CHIPS[one["kind"]], _cites(one["rule"])) for one in judged["verdicts"]]


def _cites(code: str) -> str:
    rule = gate.RULES_BY_CODE.get(code)
    hours = None if rule else _hours(code)
    return rule.cites if rule else hours.cites if hours else ""


def _steps(known: dict[tuple[int, str], tuple[str, int]]) -> list[tuple[str, str]]:
    """Steps of the réguas, in the order of their days, each code once; a code is told where two have one name."""
    by_code = {code: (day, kind) for (_, code), (kind, day) in known.items()}
    ordered = sorted(by_code.items(), key=lambda item: (item[1][0], item[0]))
    labels = [(code, document.step_label(kind, day)) for code, (day, kind) in ordered]
    times = Counter(label for _, label in labels)
    return [("", "Todos"), *((code, f"{label} ({code})" if times[label] > 1 else label) for code, label in labels)]


def day_asked(request: HttpRequest) -> tuple[date, str]:
    """The day asked for, today when none; and what is wrong with what was typed."""
    form = Form(request.GET)
    if not form.text("dia"):
        return request.ctx.on, ""
    on = form.read("dia", parse_date)
    return on or request.ctx.on, form.errors.get("dia", "")


def _masked(address: str) -> str:
    return cadastro.mask_email(address) if "@" in address else cadastro.mask_phone(address)
