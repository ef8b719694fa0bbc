"""Auditoria: all that the journal tells the person, in words, with who, when and of whom; one event with its proof."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adimple.domain import event_kinds, phrases
from adimple.domain.errors import Invalid
from adimple.store.page import Page
from adimple.store.reads import audit as reads
from adimple.store.reads import credores
from adimple.store.reads.audit import AuditFilter, AuditRow
from adimple.web.console import evidence
from adimple.web.console.history import FAMILIES, TONES
from adimple.web.console.staff import chosen
from adimple.web.forms import Form, parse_date

KIND_NAMES = (("", "Tudo"), *event_kinds.KINDS.items())
# Actors that are no person, as people call them.
MACHINES = {
    "noite": "A noite",
    "envio": "O envio",
    "fim do dia": "O fim do dia",
    "link": "O devedor, pelo link",
    "linha de comando": "Linha de comando",
    "anônimo": "Ninguém que entrou",
    "relógio": "O relógio",
    "backup": "O backup",
}
FIELDS = ("de", "ate", "tipo", "quem", "q", "codigo")


@dataclass(frozen=True, slots=True)
class Line:
    row: AuditRow
    sentence: str
    who: str
    kind: str
    tone: str
    drawing: str


def auditoria(request: HttpRequest) -> HttpResponse:
    mine = request.ctx.audited()
    scope, slug = chosen(request, mine)
    form, page = Form({name: request.GET.get(name, "") for name in FIELDS}), Page[AuditRow]([])
    try:
        page = reads.list_events(scope, _read(form), request.GET.get("cursor", ""))
    except Invalid as invalid:
        if not {complaint.field for complaint in invalid.every} <= set(FIELDS):
            raise
        form.note(invalid)
    shown = {
        "form": form,
        "page": Page([line(row) for row in page.rows], page.next_cursor),
        "credores": credores.list_credores(mine),
        "slug": slug,
        "kinds": KIND_NAMES,
        "actors": [("", "Todos"), *((actor, who(actor)) for actor in reads.list_actors(scope))],
        "is_filtered": bool(slug or any(form.text(name) for name in FIELDS)),
        "is_of_one": len(mine.credor_ids) == 1,
    }
    return render(request, "console/auditoria.html", shown, status=422 if form.errors else 200)


def evento(request: HttpRequest, event_id: int) -> HttpResponse:
    """One event: what it carries, where that leads, what its hash is of."""
    reads.get_event(request.ctx.scope, event_id)  # what one may not see at all is not there, whatever the role
    row = reads.get_event(request.ctx.audited(), event_id)
    shown = {
        "line": line(row),
        "row": row,
        "told": evidence.told(row),
        "sha_of": evidence.SHA_OF.get(row.name, ""),
    }
    return render(request, "console/evento.html", shown)


def typed(request: HttpRequest) -> AuditFilter:
    """The filter of the address. Raises Invalid."""
    form = Form({name: request.GET.get(name, "") for name in FIELDS})
    return _read(form)


def line(row: AuditRow) -> Line:
    tone, drawing = TONES.get(row.name) or FAMILIES.get(event_kinds.family_of(row.name), ("", "info"))
    return Line(
        row=row,
        sentence=phrases.told(row.name, row.payload).rstrip("."),
        who=who(row.actor),
        kind=event_kinds.KINDS[event_kinds.kind_of(row.name)],
        tone=tone,
        drawing=drawing,
    )


def who(actor: str) -> str:
    return MACHINES.get(actor, actor)


def _read(form: Form) -> AuditFilter:
    """Raises Invalid with the first complaint."""
    return AuditFilter(
        since=_day(form, "de"),
        until=_day(form, "ate"),
        kind=form.text("tipo"),
        actor=form.text("quem"),
        text=form.text("q"),
        code=form.text("codigo"),
    )


def _day(form: Form, name: str) -> date | None:
    if not form.text(name):
        return None
    try:
        return parse_date(form.text(name))
    except Invalid as invalid:
        raise Invalid(name, invalid.phrase) from invalid
