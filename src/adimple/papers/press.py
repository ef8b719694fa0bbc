"""The typesetter: one template, one set of facts, one day; equal input gives equal bytes."""

import json
import threading
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_sans_condensed as typeface
import typst

from adimple.papers.lettering import legible

_TEMPLATES = Path(__file__).parent / "templates"
_of_thread = threading.local()


def print_pdf(template: str, facts: Mapping[str, Any], *, made_on: date) -> bytes:
    """The PDF/A-2b of `templates/<template>.typ`. `made_on` is the day the file says it was made.

    Every text of `facts` is made legible, in records and lists too; but what is under `drawings` enters as it is.
    """
    told = _legible({**facts, "made_on": [made_on.year, made_on.month, made_on.day]})
    noon = datetime(made_on.year, made_on.month, made_on.day, 12, tzinfo=UTC)
    pdf = _compiler(template).compile(
        format="pdf",
        sys_inputs={"facts": json.dumps(told, ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=int(noon.timestamp()),
    )
    assert isinstance(pdf, bytes), "one file was asked"
    return pdf


def _compiler(template: str) -> typst.Compiler:
    """Of this thread, made once: it has read the typeface and keeps what it typeset before."""
    kept = vars(_of_thread).setdefault("compilers", {})
    if template not in kept:
        kept[template] = typst.Compiler(
            input=str(_TEMPLATES / f"{template}.typ"),
            root=str(_TEMPLATES),
            font_paths=[str(typeface.ROOT / "files")],
            ignore_system_fonts=True,
        )
    return kept[template]


def _legible(told: Any, name: str = "") -> Any:
    if name == "drawings":
        return told
    if isinstance(told, str):
        return legible(told)
    if is_dataclass(told):
        return {field.name: _legible(getattr(told, field.name), field.name) for field in fields(told)}
    if isinstance(told, Mapping):
        return {key: _legible(value, key) for key, value in told.items()}
    if isinstance(told, (list, tuple)):
        return [_legible(one, name) for one in told]
    return told
