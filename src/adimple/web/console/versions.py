"""Two versions of a régua side by side, in words; the one that ships stands beside them as version zero."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adimple.domain.errors import NotFound
from adimple.domain.regua import comparison, document, shipped
from adimple.domain.regua.comparison import ADDED, CHANGED, REMOVED, Change, TextChange
from adimple.domain.regua.regua import ReguaStep
from adimple.store.reads import credores, reguas
from adimple.store.reads.reguas import ReguaVersion
from adimple.web import formats
from adimple.web.console.regua import TEMPLATES
from adimple.web.console.staff import chosen

SHIPPED = "fabrica"
CHIPS = {ADDED: ("entrou", "ok", "plus"), REMOVED: ("saiu", "", "x"), CHANGED: ("mudou", "wait", "edit")}


@dataclass(frozen=True, slots=True)
class Side:
    """A step as one of the versions has it."""

    when: str
    kind: str
    channels: str
    condition: str
    template: str


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    profile: str
    chip: tuple[str, str, str]
    before: Side | None
    after: Side | None
    sentences: tuple[str, ...]
    texts: tuple[TextChange, ...]


def comparar(request: HttpRequest) -> HttpResponse:
    scope, slug = chosen(request)
    mine = credores.list_credores(request.ctx.scope)
    credor = next((one for one in mine if one.slug == slug), mine[0] if mine else None)
    if credor is None:
        raise NotFound
    versions = reguas.versions(scope, credor.id)
    after = _asked(request, "ate", versions, versions[0] if versions else None)
    before = _asked(request, "de", versions, _former(versions, after))
    page = {
        "credor": credor,
        "credores": mine,
        "slug": credor.slug,
        "choices": [*((f"{one.version}", f"v{one.version}") for one in versions), (SHIPPED, "A de fábrica")],
        "before": before,
        "after": after,
        "de": _code(before),
        "ate": _code(after),
    }
    if before and after:
        found = comparison.compare(before.regua, after.regua)
        page |= {
            "general": found.general,
            "lines": [_line(change) for change in found.changes],
            "unchanged": [
                (comparison.profile(step), document.step_label(step.kind, step.day)) for step in found.unchanged
            ],
        }
    return render(request, "console/comparar.html", page)


def _asked(
    request: HttpRequest, name: str, versions: list[ReguaVersion], otherwise: ReguaVersion | None
) -> ReguaVersion | None:
    wanted = request.GET.get(name, "")
    if not wanted:
        return otherwise
    if wanted == SHIPPED and versions:
        return _shipped(versions[-1])
    found = next((one for one in versions if f"{one.version}" == wanted), None)
    if found is None:
        raise NotFound
    return found


def _former(versions: list[ReguaVersion], after: ReguaVersion | None) -> ReguaVersion | None:
    """The version before it; of the first one, what ships."""
    if after is None:
        return None
    older = [one for one in versions if one.version < after.version]
    return older[0] if older else _shipped(versions[-1])


def _shipped(first: ReguaVersion) -> ReguaVersion:
    """Version 0, which nobody published."""
    regua = document.read_regua(shipped.document(effective_on=first.effective_on))
    return replace(first, version=0, author="", regua=regua)


def _code(version: ReguaVersion | None) -> str:
    return "" if version is None else f"{version.version}" if version.version else SHIPPED


def _line(change: Change) -> Line:
    step = change.step
    return Line(
        name=document.KINDS[step.kind].name,
        profile=comparison.profile(step),
        chip=CHIPS[change.kind],
        before=_side(change.before),
        after=_side(change.after),
        sentences=change.sentences,
        texts=_texts(change),
    )


def _side(step: ReguaStep | None) -> Side | None:
    if step is None:
        return None
    return Side(
        when=formats.capital(comparison.when(step.day)),
        kind=document.KINDS[step.kind].name,
        channels=formats.capital(comparison.channels(step)),
        condition=formats.capital(comparison.condition(step)),
        template=step.template,
    )


def _texts(change: Change) -> tuple[TextChange, ...]:
    if not change.before or not change.after or change.before.template == change.after.template:
        return ()
    return comparison.compare_texts(TEMPLATES[change.before.template], TEMPLATES[change.after.template])
