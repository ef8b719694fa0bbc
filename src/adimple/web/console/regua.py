"""Régua: every step by profile and day, the words each one says, the versions; and "por quê?" for one devedor."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adimple.domain import phrases
from adimple.domain.errors import NotFound
from adimple.domain.messages import Template
from adimple.domain.regua import document, shipped, templates
from adimple.domain.regua.regua import Regua, ReguaStep, day_label, in_force, profiles
from adimple.store.reads import credores, reguas
from adimple.web import formats, kept
from adimple.web.console.staff import chosen

TEMPLATES = {template.code: template for template in templates.TEMPLATES}


@dataclass(frozen=True, slots=True)
class StepCell:
    step: ReguaStep
    name: str
    profile: str
    when: str
    first_channel: str
    channels: str


@dataclass(frozen=True, slots=True)
class ProfileRow:
    name: str
    devedores: int
    cells: tuple[tuple[StepCell, ...], ...]  # one per day of the heading


@dataclass(frozen=True, slots=True)
class Chart:
    """A version as a table: its days, and a row per profile."""

    days: tuple[str, ...]
    rows: tuple[ProfileRow, ...]


def regua(request: HttpRequest) -> HttpResponse:
    """One credor's régua in force, or the version asked for; the first credor of the scope by default."""
    ctx = request.ctx
    scope, slug = chosen(request)
    mine = credores.list_credores(ctx.scope)
    credor = next((one for one in mine if one.slug == slug), mine[0] if mine else None)
    if credor is None:
        return render(request, "console/regua.html", {"credor": None})
    all_versions = reguas.versions(scope, credor.id)
    now = in_force([version.regua for version in all_versions], ctx.on)
    wanted = request.GET.get("versao", "")
    shown = next((one for one in all_versions if str(one.version) == wanted), None)
    if wanted and shown is None:
        raise NotFound
    shown = shown or next((one for one in all_versions if one.regua == now), None)
    return render(
        request,
        "console/regua.html",
        {
            "credor": credor,
            "credores": mine,
            "slug": credor.slug,
            "shown": shown,
            "current": now,
            "versions": all_versions,
            "chart": chart(shown.regua, _devedores(ctx, scope, credor.id)) if shown else None,
            "steps": [cell(step) for step in shown.regua.steps] if shown else [],
            "profile_names": shipped.PROFILES,
        },
    )


def _devedores(ctx, scope, credor_id: int) -> dict[str, int]:
    """By profile. `scope` is part of what is kept: what is out of it counts nobody."""
    key = ("regua", credor_id, *scope.credor_ids)
    return kept.figure(key, lambda: reguas.devedores_by_profile(scope, credor_id), ctx.now).value


def modelo(request: HttpRequest, code: str) -> HttpResponse:
    """The words of one template, as they are stored: placeholders in braces."""
    template = TEMPLATES.get(code)
    if template is None:
        raise NotFound
    return render(request, "console/modelo.html", {"template": template, "texts": _texts(template)})


def chart(shown: Regua, devedores: dict[str, int]) -> Chart:
    days = sorted({step.day for step in shown.steps})
    rows = tuple(
        ProfileRow(
            name=shipped.PROFILES.get(profile, profile),
            devedores=devedores.get(profile, 0),
            cells=tuple(
                tuple(cell(step) for step in shown.steps if step.profile == profile and step.day == day) for day in days
            ),
        )
        for profile in profiles(shown)
    )
    return Chart(tuple(day_label(day) for day in days), rows)


def cell(step: ReguaStep) -> StepCell:
    return StepCell(
        step=step,
        name=document.KINDS[step.kind].name,
        profile=shipped.PROFILES.get(step.profile, step.profile),
        when=_when(step.day),
        first_channel=formats.capital(phrases.channel(step.channels[0])),
        channels=", depois ".join(phrases.channel(channel) for channel in step.channels),
    )


def _when(day: int) -> str:
    if day == 0:
        return "No dia do vencimento"
    days = f"{abs(day)} dia{'s' if abs(day) > 1 else ''}"
    return f"{days} depois" if day > 0 else f"{days} antes"


def _texts(template: Template) -> list[tuple[str, str]]:
    named = (
        ("E-mail e carta", template.body),
        ("WhatsApp e SMS", template.short),
        ("Roteiro de ligação", template.script),
    )
    return [(name, text) for name, text in named if text]
