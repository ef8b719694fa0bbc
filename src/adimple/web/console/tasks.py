"""Tarefas: whom to call or write to by hand, with the script, the rules of this minute and one-click outcomes."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from adimple.domain import cadastro, money, phrases
from adimple.domain.errors import Invalid
from adimple.store.page import Page
from adimple.store.reads import tasks as reads
from adimple.store.reads.tasks import TaskFilter, TaskRow
from adimple.usecases import ask_tasks, record_outcome
from adimple.usecases.ask_tasks import AskedTask
from adimple.usecases.context import ROLES
from adimple.usecases.record_outcome import PROMISED, RecordOutcome
from adimple.web import formats
from adimple.web.console import listing
from adimple.web.console.history import CHANNEL_ICONS
from adimple.web.console.staff import chosen_open, credores_of
from adimple.web.forms import Form, parse_date

CHANNEL_NAMES = (("", "Todos"), *((code, formats.capital(phrases.channel(code))) for code in
                 ("phone", "whatsapp", "sms", "letter")))  # fmt: skip
# Outcomes of one click, in the order a caller thinks of them; a promise needs its day.
ONE_CLICK = (
    ("talked", "Falou", "ok"),
    ("no_answer", "Não atendeu", "mute"),
    ("wrong_number", "Número errado", "wrong"),
    ("refused", "Recusou", "x"),
)
BY_HAND = (("talked", "Enviei", "ok"), ("wrong_number", "Contato errado", "wrong"), ("refused", "Recusou", "x"))
OUTCOME_CHIPS = {
    "talked": ("falou", "ok", "ok"),
    "no_answer": ("não atendeu", "", "mute"),
    "wrong_number": ("número errado", "wait", "wrong"),
    "promised": ("prometeu pagar", "go", "promise"),
    "refused": ("recusou", "", "x"),
    "expired": ("expirou", "", "history"),
}
TOLD = {
    "talked": "Anotado: falou com a pessoa.",
    "no_answer": "Anotado: ninguém atendeu.",
    "wrong_number": "Anotado: o contato não será mais usado.",
    "promised": "Promessa anotada: a régua espera até o dia prometido.",
    "refused": "Anotado: a pessoa recusou.",
}


@dataclass(frozen=True, slots=True)
class Card:
    """An open task as shown. `address` is masked for who may only look, "" while nobody may call."""

    asked: AskedTask
    drawing: str
    channel: str
    address: str
    may_act: bool
    outcomes: tuple[tuple[str, str, str], ...]

    @property
    def row(self) -> TaskRow:
        return self.asked.row

    @property
    def is_asked_for(self) -> bool:
        """The person asked to talk."""
        return self.row.action_id is None

    @property
    def turn(self) -> int:
        """What may be done now comes first, then what waits for its hour, then what a rule refuses."""
        return 0 if self.is_now else 1 if self.asked.reason is None else 2

    @property
    def is_now(self) -> bool:
        return self.asked.reason is None and self.asked.is_open_now


def tarefas(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen_open(request)
    wanted = typed(request)
    page = reads.list_tasks(scope, wanted, request.GET.get("cursor", ""))
    open_count, done_count = reads.count_tasks(scope)
    rows = page.rows if not wanted.is_done else []
    return render(
        request,
        "console/tarefas.html",
        {
            "on": request.ctx.on,
            "credores": credores_of(request),
            "slug": slug,
            "wanted": wanted,
            "open_count": open_count,
            "done_count": done_count,
            "channels": CHANNEL_NAMES,
            "cards": sorted(_cards(request, rows), key=lambda card: card.turn),
            "back": request.GET.urlencode(),
            "done": [(row, OUTCOME_CHIPS[row.outcome], *_how(row)) for row in page.rows] if wanted.is_done else [],
            "page": Page(page.rows, page.next_cursor),
            "form": Form(),
            "may_take": listing.may_take(scope),
            "is_filtered": bool(wanted.text or wanted.channel or slug),
        },
    )


def typed(request: HttpRequest) -> TaskFilter:
    """The filter of the address."""
    return TaskFilter(
        is_done=request.GET.get("aba") == "feitas",
        channel=request.GET.get("canal", ""),
        text=request.GET.get("q", "").strip(),
    )


def tarefa(request: HttpRequest, task_id: int) -> HttpResponse:
    return _one(request, task_id, Form(), 200)


@require_POST
def resultado(request: HttpRequest, task_id: int) -> HttpResponse:
    """An outcome of one click, or a promise with its day; what was typed wrong comes back with the task."""
    form = Form(request.POST)
    outcome = form.text("outcome")
    on = form.read("promised_on", parse_date) if outcome == PROMISED and form.text("promised_on") else None
    cents = form.read("cents", money.parse_brl) if outcome == PROMISED and form.text("cents") else None
    if not form.errors:
        command = RecordOutcome(task_id=task_id, outcome=outcome, promised_on=on, cents=cents, note=form.text("note"))
        try:
            record_outcome.record_outcome(request.ctx, command)
        except Invalid as invalid:
            form.note(invalid)
        else:
            messages.success(request, TOLD[outcome])
            return redirect(_list_address(form.text("back")))
    return _one(request, task_id, form, 422)


def _list_address(back: str) -> str:
    """The list as it was when the task was picked; only what the list itself understands."""
    asked = QueryDict(back)
    kept = {name: asked[name] for name in ("q", "canal", "credor", "cursor") if asked.get(name)}
    return f"{reverse('tarefas')}?{urlencode(kept)}" if kept else reverse("tarefas")


def _one(request: HttpRequest, task_id: int, form: Form, status: int) -> HttpResponse:
    row = reads.get_task(request.ctx.scope, task_id)
    (asked,) = ask_tasks.ask_tasks(request.ctx, [row])
    back = form.text("back") or request.GET.urlencode()
    page = {
        "card": _card(request, asked),
        "form": form,
        "done": OUTCOME_CHIPS.get(row.outcome),
        "back": back,
        "list_address": _list_address(back),
    }
    return render(request, "console/tarefa.html", page, status=status)


def _cards(request: HttpRequest, rows: list[TaskRow]) -> list[Card]:
    return [_card(request, asked) for asked in ask_tasks.ask_tasks(request.ctx, rows)]


def _card(request: HttpRequest, asked: AskedTask) -> Card:
    row = asked.row
    role = request.ctx.scope.role_over(row.credor_id) or ROLES[-1]
    may_act = ROLES.index(role) <= ROLES.index("operator")
    drawing, channel = _how(row)
    return Card(
        asked=asked,
        drawing=drawing,
        channel=channel,
        address=_address(row, may_act=may_act),
        may_act=may_act,
        outcomes=ONE_CLICK if row.channel == "phone" else BY_HAND,
    )


def _how(row: TaskRow) -> tuple[str, str]:
    return CHANNEL_ICONS.get(row.channel, "phone"), formats.capital(phrases.channel(row.channel))


def _address(row: TaskRow, *, may_act: bool) -> str:
    if not row.address or row.is_wrong:
        return ""
    if row.channel == "letter":
        return f"CEP {cadastro.format_cep(row.address)}"
    if row.channel == "email":
        return row.address if may_act else cadastro.mask_email(row.address)
    return cadastro.format_phone(row.address) if may_act else cadastro.mask_phone(row.address)
