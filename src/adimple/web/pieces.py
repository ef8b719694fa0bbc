"""Template tags for the pieces that repeat: icons, chips, form fields, links that keep the filters."""

import functools

from django import template
from django.utils.html import format_html

from adimple.domain import aging
from adimple.web import formats, icons

register = template.Library()


@register.simple_tag
@functools.lru_cache(maxsize=512, typed=True)  # a list draws the same few, fifty times
def icon(name: str) -> str:
    """A decoration: words beside it say the same."""
    return format_html(
        '<svg class="ico" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', icons.PATHS[name]
    )


@register.simple_tag
@functools.lru_cache(maxsize=512, typed=True)
def chip(word: str, tone: str = "", drawing: str = "") -> str:
    """A state: word, icon and colour. Tones: ok wait rule fail go draft; none is calm."""
    return format_html('<span class="chip {}">{}{}</span>', tone, icon(drawing) if drawing else "", word)


@register.simple_tag
@functools.lru_cache(maxsize=512, typed=True)
def age(days_late: int) -> str:
    """How late, on the ageing ramp: «A vencer», «14 dias»."""
    bucket = aging.bucket_of(days_late)
    word = bucket.label if days_late <= 0 else f"{days_late} dia{'s' if days_late > 1 else ''}"
    return format_html('<span class="chip age a{}">{}</span>', bucket.swatch, word)


@register.simple_tag
def today(cents: int | None, missing: str = "") -> str:
    """What is owed today, or why nobody can say it."""
    if missing or cents is None:
        return format_html('<span class="sub unsaid">valor de hoje indisponível: {}</span>', missing)
    return format_html("<b>{}</b>", formats.number(cents))


@register.simple_tag
def bar(part: int, whole: int, tone: str = "a0") -> str:
    """A bar of `part` of `whole`, drawn because the page allows no inline style."""
    width = max(1, part * 100 // whole) if part and whole else 0
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="14"/></svg>',
        tone,
        width,
    )


@register.inclusion_tag("console/parts/field.html")
def field(form, name: str, label: str, **attributes) -> dict:
    """A labelled input with what was typed, its error and its hint. `attributes` go to the input, `_` as `-`.

    Of a locked form, the label and the value to read: its page puts them in a `dl`.
    """
    hint, wide = attributes.pop("hint", ""), attributes.pop("wide", False)
    options, kind = attributes.pop("options", None), attributes.pop("type", "text")
    required = attributes.pop("required", True)
    value = "" if kind == "password" else form.values.get(name, "")
    return {
        "is_locked": form.is_locked,
        "said": dict(options or {}).get(value, value),
        "name": name,
        "label": label,
        "value": value,
        "error": form.errors.get(name, ""),
        "is_first_wrong": form.first_wrong == name,
        "hint": hint,
        "wide": wide,
        "options": options,
        "type": kind,
        "required": required,
        "attributes": {key.replace("_", "-"): value for key, value in attributes.items()},
    }


@register.simple_tag(takes_context=True)
def with_query(context, **changes) -> str:
    """The page's query string with some values changed; an empty value leaves."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"
