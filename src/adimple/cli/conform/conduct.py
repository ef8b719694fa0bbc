"""`adimple conform conduct`: a case in JSON, its verdict in JSON, by the public functions of the conduct gate."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from adimple.domain import calendar, limits
from adimple.domain.conduct import deadlines, gate, windows
from adimple.domain.conduct.facts import CHANNEL_CODES, UF_CODES, UNKNOWN_UF, Facts, is_prescribed
from adimple.domain.conduct.verdict import Kind, Verdict, strongest
from adimple.domain.errors import Invalid, Refused

# A case without a date is judged by the rules that stand, whatever the day.
NO_DATE = date.max

# What we know how to weigh; a case that says more gets no verdict, for nobody knows what that would change.
ACTION_KEYS = {
    "type", "channel", "at", "disclose", "target", "purpose", "content", "authenticated", "envelope", "missing",
    "itemised", "recorded", "caller_id", "prefix",
}  # fmt: skip
CONTEXT_KEYS = {
    "uf", "debtor_kind", "kind", "weekday", "debtor_local", "local", "answered_by", "line", "initiated_by",
    "workplace_optout", "other_numbers", "nao_me_perturbe", "days_since", "state_optout_days",
    "calls_today", "contacts_today", "calls_week", "calls_month", "creditor", "sender",
    "prescribed", "due", "today", "days_overdue", "wrong_person", "deceased", "represented",
    "repactuacao", "debt_in_plan", "plan_current",
}  # fmt: skip
CHANNELS = {code: code for code in CHANNEL_CODES} | {"whatsapp_group": "whatsapp"}
KINDS = {"B2C": windows.B2C, "MEI": windows.B2C, "ME": windows.B2C, "EPP": windows.B2C, "B2B": windows.B2B}
TARGETS = {
    "debtor": {},
    "workplace": {"targets_workplace": True},
    "heir": {"targets_heir": True},
    "estate": {"targets_estate": True},
    "reference_contact": {"targets_reference": True},
    "third_party": {"targets_third_party": True},
    "lawyer": {"targets_lawyer": True},
}
ANSWERED_BY = {"debtor": {}, "third_party": {"answered_by_third_party": True}, "minor": {"answered_by_minor": True}}
PURPOSES = {"collection": False, "offer_loan": True}
CONTENTS = {
    "threat_arrest": "has_threat",
    "threat": "has_threat",
    "false_lawsuit": "has_falsehood",
    "false_deadline": "has_falsehood",
    "false_identity": "has_falsehood",
    "health_data": "has_sensitive_data",
    "union_data": "has_sensitive_data",
    "faith_data": "has_sensitive_data",
}
SENDERS = {"creditor": False, "agency": True, "assignee": True}
INITIATORS = {"creditor": False, "debtor": True}
DISCLOSURES = {"none": False, "debt": True, "amount": True, "creditor": True}
LINES = {"own": False, "shared": True}
ENVELOPES = {"plain": False, "debt visible": True}
IDENTIFICATION = {part: part for part in ("name", "address", "cpf", "cnpj")}
UF_NAMES = {uf: uf for uf in UF_CODES}
NAO_ME_PERTURBE_WORKS_AFTER_DAYS = 30
_YEARS = f"entre {limits.EARLIEST_YEAR} e {limits.LATEST_YEAR}"


def answer(case: Mapping[str, Any]) -> dict[str, Any]:
    """`verdict, until, waits_for, rule_id, citation, phrase`; what no rule of ours covers gives `error, phrase`."""
    try:
        return {"id": case.get("id"), **_spoken(_verdict(_part(case, "action"), _part(case, "context")))}
    except Refused as refused:
        return {"id": case.get("id"), "error": refused.code, "phrase": refused.phrase}
    except Invalid as invalid:
        return {"id": case.get("id"), "error": f"invalid_{invalid.field}", "phrase": invalid.phrase}


def _verdict(action: Mapping[str, Any], context: Mapping[str, Any]) -> Verdict:
    match action.get("type"):
        case "deliver_recording":
            requested_on = _date(context, "requested")
            return deadlines.recording_deadline(requested_on=requested_on, uf=_choice(context, "uf", UF_NAMES))
        case "contact" | "document" | "offer" | "campaign":
            return _judge_contact(action, context)
        case other:
            raise Refused("rule_not_covered", f"Ação fora das regras de contato que conhecemos: {_short(other)}.")


def _judge_contact(action: Mapping[str, Any], context: Mapping[str, Any]) -> Verdict:
    unknown = sorted((action.keys() - ACTION_KEYS) | (context.keys() - CONTEXT_KEYS))
    if unknown:
        raise Refused("rule_not_covered", f"Não julgamos por: {', '.join(unknown)[:200]}. Retire-os para ter resposta.")
    facts = _facts(action, context)
    uf = _choice(context, "uf", UF_NAMES, windows.HOUSE)
    kind = windows.B2C if facts.is_b2c else windows.B2B
    channel = _channel(action)
    at = _instant(action, "at") or _instant(context, "debtor_local")
    if at is None:
        window = windows.window_of(uf, "phone", kind, on=NO_DATE, sender_is_agency=facts.sender_is_agency)
        assert window is not None
        at_stake = Verdict(Kind.ALLOW, rule=window.code, cites=window.cites, rank=windows.RANK)
        return strongest([*gate.judge(facts, NO_DATE), at_stake])
    zone = _zone(at, uf, context)
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    hour = windows.judge_hour(at, uf, channel, kind, facts.sender_is_agency, zone=zone)
    decided = strongest([hour, *gate.judge(facts, at.astimezone(zone).date())])
    return hour if decided.kind == Kind.ALLOW and hour.rule else decided


def _facts(action: Mapping[str, Any], context: Mapping[str, Any]) -> Facts:
    is_campaign = action["type"] == "campaign"
    is_authenticated = _flag(action, "authenticated", True)
    works_days = NAO_ME_PERTURBE_WORKS_AFTER_DAYS
    in_plan = context.get("repactuacao") == "ratified" and _flag(context, "debt_in_plan", True)
    return Facts(
        CHANNEL_CODES[_channel(action)],
        is_b2c=_choice(context, "debtor_kind", KINDS, windows.B2C) == windows.B2C,
        uf_code=UF_CODES.get(_choice(context, "uf", UF_NAMES, windows.HOUSE), UNKNOWN_UF),
        initiated_by_devedor=_choice(context, "initiated_by", INITIATORS, False),
        offers_credit=_choice(action, "purpose", PURPOSES, False),
        sender_is_agency=_choice(context, "sender", SENDERS, False),
        is_sarb_signatory=context.get("creditor") == "sarb_signatory",
        calls_this_month=_count(context, "calls_month"),
        has_call_authentication=is_authenticated if is_campaign else True,
        is_authenticated=True if is_campaign else is_authenticated,
        is_caller_id_hidden=action.get("caller_id") == "hidden",
        in_nao_me_perturbe=_flag(context, "nao_me_perturbe")
        and _count(context, "days_since", works_days) >= works_days,
        state_optout_days=_count(context, "state_optout_days"),
        is_in_ratified_plan=in_plan and _flag(context, "plan_current", True),
        is_deceased=_flag(context, "deceased"),
        is_represented=_flag(context, "represented"),
        is_wrong_person=_flag(context, "wrong_person"),
        is_prescribed=_prescribed(context),
        days_overdue=_count(context, "days_overdue"),
        attempts_today=_count(context, "calls_today"),
        contacts_today=_count(context, "contacts_today"),
        contacts_this_week=_count(context, "calls_week"),
        workplace_opted_out=_flag(context, "workplace_optout"),
        has_other_address=_count(context, "other_numbers") > 0,
        discloses_debt=_choice(action, "disclose", DISCLOSURES, False),
        is_line_shared=_choice(context, "line", LINES, False),
        is_recorded=_flag(action, "recorded", True),
        is_credor_identified=not _choices(action, "missing", IDENTIFICATION),
        is_itemised=_flag(action, "itemised", True),
        is_public=_choice(action, "envelope", ENVELOPES, False) or action.get("channel") == "whatsapp_group",
        **_choice(action, "target", TARGETS, {}),
        **_choice(context, "answered_by", ANSWERED_BY, {}),
        **dict.fromkeys(_choices(action, "content", CONTENTS), True),
    )


def _spoken(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.kind.value,
        "until": verdict.until.isoformat() if verdict.until else None,
        "waits_for": verdict.waits_for,
        "rule_id": verdict.rule or None,
        "citation": verdict.cites,
        "phrase": verdict.phrase,
    }


# --- reading a case ---


def _part(case: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = case.get(key, {})
    if not isinstance(part, Mapping):
        raise Invalid(key, f"«{key}» deve ser um objeto JSON.")
    return part


def _channel(action: Mapping[str, Any]) -> str:
    # A document or an offer is judged as paper until it says how it travels.
    is_paper = action["type"] in ("document", "offer")
    return _choice(action, "channel", CHANNELS, "document") if is_paper else _choice(action, "channel", CHANNELS)


def _choice(part: Mapping[str, Any], key: str, choices: Mapping[str, Any], default: Any = None) -> Any:
    value = part.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or value not in choices:
        raise Invalid(key, f"«{key}»: {_short(value)} não é conhecido. Use: {', '.join(sorted(choices))}.")
    return choices[value]


def _choices(part: Mapping[str, Any], key: str, choices: Mapping[str, Any]) -> list[Any]:
    values = part.get(key, [])
    if not isinstance(values, list):
        raise Invalid(key, f"«{key}» deve ser uma lista, veio {values!r}.")
    return [_choice({key: value}, key, choices) for value in values]


def _flag(part: Mapping[str, Any], key: str, default: bool = False) -> bool:
    value = part.get(key, default)
    if not isinstance(value, bool):
        raise Invalid(key, f"«{key}» deve ser true ou false, veio {_short(value)}.")
    return value


def _count(part: Mapping[str, Any], key: str, default: int = 0) -> int:
    value = part.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid(key, f"«{key}» deve ser um número inteiro, veio {_short(value)}.")
    return value


def _date(part: Mapping[str, Any], key: str) -> date:
    value = part.get(key, "")
    try:
        return _of_our_years(date.fromisoformat(value))
    except (TypeError, ValueError):
        raise Invalid(key, f"«{key}» deve ser uma data como 2026-10-06, {_YEARS}; veio {_short(value)}.") from None


def _instant(part: Mapping[str, Any], key: str) -> datetime | None:
    value = part.get(key)
    if value is None:
        return None
    try:
        return _of_our_years(datetime.fromisoformat(value))
    except (TypeError, ValueError):
        example = "2026-10-06T10:00:00-03:00"
        raise Invalid(key, f"«{key}» deve ser um instante como {example}, {_YEARS}; veio {_short(value)}.") from None


def _of_our_years[Day: date](day: Day) -> Day:
    """A day or instant with room for terms on both sides. Raises ValueError."""
    if not limits.EARLIEST_YEAR <= day.year <= limits.LATEST_YEAR:
        raise ValueError
    return day


def _short(value: Any) -> str:
    """What came, as it came, cut where it no longer helps."""
    return repr(value)[:60]


def _zone(at: datetime, uf: str, context: Mapping[str, Any]) -> Any:
    if uf != windows.HOUSE:
        return calendar.zone_of(uf)
    # Without a UF the case itself says the devedor's clock.
    local = _instant(context, "debtor_local")
    return (local and local.tzinfo) or at.tzinfo or calendar.zone_of(None)


def _prescribed(context: Mapping[str, Any]) -> bool:
    if "due" in context and "today" in context:
        return is_prescribed(due_on=_date(context, "due"), on=_date(context, "today"))
    return _flag(context, "prescribed")
