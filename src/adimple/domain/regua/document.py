"""A régua as a document: read with every mistake explained, and written back the same."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from adimple.domain import limits, shelf
from adimple.domain.errors import Invalid
from adimple.domain.regua import steps as steps_package
from adimple.domain.regua import templates
from adimple.domain.regua.regua import Regua, ReguaStep, day_label
from adimple.domain.regua.step import Step

KINDS: dict[str, Step] = {step.code: step for step in shelf.shelf(steps_package, "STEP")}
SHIPPED_TEMPLATES = frozenset(template.code for template in templates.TEMPLATES)

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_REGUA_FIELDS = ("code", "name", "version", "effective_on", "steps")
_STEP_FIELDS = ("code", "profile", "day", "kind")


def read_regua(document: Any, *, template_codes: Collection[str] = SHIPPED_TEMPLATES) -> Regua:
    """The régua a JSON document says; raises Invalid at the first mistake, naming the field ("steps[3].day").

    Steps come back ordered by profile and day. `template_codes` are those the credor has.
    """
    _require_fields(document, "", required=_REGUA_FIELDS)
    version = _integer(document, "version", "version", low=1, high=1_000_000)
    rows = document["steps"]
    if not isinstance(rows, list) or not rows:
        raise Invalid("steps", "A régua precisa de ao menos um passo: acrescente o primeiro.")
    read = [_read_step(row, f"steps[{position}]", template_codes) for position, row in enumerate(rows)]
    _refuse_repeats(read)
    return Regua(
        code=_code(document["code"], "code"),
        name=_name(document["name"]),
        version=version,
        effective_on=_date(document["effective_on"]),
        steps=tuple(sorted(read, key=lambda step: (step.profile, step.day))),
    )


def to_document(regua: Regua) -> dict[str, Any]:
    """The document that `read_regua` turns back into `regua`, made of JSON types only."""
    return {
        "code": regua.code,
        "name": regua.name,
        "version": regua.version,
        "effective_on": regua.effective_on.isoformat(),
        "steps": [_step_document(step) for step in regua.steps],
    }


def step_label(kind: str, day: int) -> str:
    """«D+7 · Aviso de atraso»"""
    return f"{day_label(day)} · {KINDS[kind].name}"


def _step_document(step: ReguaStep) -> dict[str, Any]:
    fields: dict[str, Any] = {"code": step.code, "profile": step.profile, "day": step.day, "kind": step.kind}
    for asked in KINDS[step.kind].asks:
        value = getattr(step, asked)
        fields[asked] = list(value) if isinstance(value, tuple) else value
    return fields


def _read_step(row: Any, field: str, template_codes: Collection[str]) -> ReguaStep:
    if not isinstance(row, dict) or not isinstance(row.get("kind"), str) or row["kind"] not in KINDS:
        raise Invalid(f"{field}.kind", f"Escolha o tipo do passo entre: {', '.join(sorted(KINDS))}.")
    kind = KINDS[row["kind"]]
    required = tuple(name for name in (*_STEP_FIELDS, *kind.asks) if name != "minimum_cents")
    _require_fields(row, f"{field}.", required=required, optional=("minimum_cents",))
    template = row["template"]
    if not isinstance(template, str) or template not in template_codes:
        raise Invalid(f"{field}.template", f"O modelo «{template}» não existe. Escolha um dos modelos da lista.")
    return ReguaStep(
        code=_code(row["code"], f"{field}.code"),
        profile=_code(row["profile"], f"{field}.profile"),
        day=_day(row, field, kind),
        kind=kind.code,
        channels=_channels(row["channels"], field, kind) if "channels" in kind.asks else kind.channels,
        template=template,
        produces=kind.produces,
        minimum_cents=_integer(
            {"minimum_cents": 0} | row,
            "minimum_cents",
            f"{field}.minimum_cents",
            low=0,
            high=limits.MAX_PRINCIPAL_CENTS,
        ),
    )


def _day(row: dict[str, Any], field: str, kind: Step) -> int:
    day = _integer(row, "day", f"{field}.day", low=limits.MIN_STEP_DAY, high=limits.MAX_STEP_DAY)
    if not kind.first_day <= day <= kind.last_day:
        where = "antes do vencimento" if day < 0 else "no dia do vencimento" if day == 0 else "depois do vencimento"
        days = f"de {day_label(kind.first_day)} a {day_label(kind.last_day)}"
        raise Invalid(f"{field}.day", f"«{kind.name}» não cabe {where}: use um dia {days} ou troque o tipo do passo.")
    return day


def _minimum_cents(row: dict[str, Any], field: str) -> int:
    if "minimum_cents" not in row:
        return 0
    return _integer(row, "minimum_cents", f"{field}.minimum_cents", low=0, high=limits.MAX_PRINCIPAL_CENTS)


def _channels(value: Any, field: str, kind: Step) -> tuple[str, ...]:
    allowed = ", ".join(kind.channels)
    if not isinstance(value, list) or not value:
        raise Invalid(f"{field}.channels", f"Escolha ao menos um canal entre: {allowed}.")
    for channel in value:
        if channel not in kind.channels:
            raise Invalid(f"{field}.channels", f"O canal «{channel}» não serve a «{kind.name}». Use: {allowed}.")
    if len(set(value)) < len(value):
        raise Invalid(f"{field}.channels", "Há um canal repetido: deixe cada canal uma vez, na ordem de preferência.")
    return tuple(value)


def _refuse_repeats(steps: list[ReguaStep]) -> None:
    days: set[tuple[str, int]] = set()
    codes: set[tuple[str, str]] = set()
    for position, step in enumerate(steps):
        if (step.profile, step.day) in days:
            raise Invalid(
                f"steps[{position}].day",
                f"O perfil «{step.profile}» já tem um passo em {day_label(step.day)}: escolha outro dia.",
            )
        if (step.profile, step.code) in codes:
            raise Invalid(
                f"steps[{position}].code", f"O perfil «{step.profile}» já tem um passo «{step.code}»: use outro código."
            )
        days.add((step.profile, step.day))
        codes.add((step.profile, step.code))


def _require_fields(value: Any, prefix: str, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    if not isinstance(value, dict):
        raise Invalid(prefix.rstrip(".") or "document", "A régua deve ser um documento JSON com campos e valores.")
    for name in required:
        if name not in value:
            raise Invalid(f"{prefix}{name}", f"Falta o campo «{name}».")
    for name in value:
        if name not in required and name not in optional:
            raise Invalid(f"{prefix}{name}", f"O campo «{name}» não se usa aqui: remova-o.")


def _code(value: Any, field: str) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise Invalid(field, "Use só letras minúsculas sem acento, números e sublinhado, começando por letra (até 40).")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > limits.MAX_NAME_CHARS:
        raise Invalid("name", f"Dê um nome à régua, com até {limits.MAX_NAME_CHARS} letras.")
    return value


def _date(value: Any) -> date:
    try:
        on = date.fromisoformat(value)
        if on.isoformat() != value:  # it also reads 20261201 and 2026-W49-2
            raise ValueError(value)
        return on
    except (TypeError, ValueError):
        raise Invalid("effective_on", "Escreva a data de início como aaaa-mm-dd, por exemplo 2026-12-01.") from None


def _integer(row: dict[str, Any], name: str, field: str, *, low: int, high: int) -> int:
    value = row[name]
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        came = "outro" if isinstance(value, int) and abs(value) > limits.BILLION**2 else str(value)[:40]
        raise Invalid(field, f"Use um número inteiro de {low} a {high}; veio «{came}».")
    return value
