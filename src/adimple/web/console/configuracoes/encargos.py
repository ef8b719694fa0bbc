"""What the credor charges for delay: versions by due date, tried against the law and a sum before they are written."""

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from adimple.domain import calendar, money
from adimple.domain.encargos import EncargosPolicy, PolicyFinding, check_policy
from adimple.domain.encargos.policy import CORRECTION_INDICES, Kind
from adimple.domain.errors import Invalid
from adimple.domain.indices import index_of
from adimple.store.reads import credores, index_needs
from adimple.store.scope import Scope
from adimple.usecases import save_encargos_policy
from adimple.usecases.context import SAO_PAULO
from adimple.usecases.foresee_reissues import Foreseen, foresee_reissues
from adimple.usecases.save_encargos_policy import SaveEncargosPolicy
from adimple.web import formats
from adimple.web.console.configuracoes import example
from adimple.web.console.configuracoes.page import form_page, may_change
from adimple.web.forms import Form, parse_date, parse_whole

KINDS = (("B2C", "Consumidores"), ("B2B", "Empresas"))
JUROS_BY = (
    ("contract", "O contrato diz a taxa: a do campo «Juros ao mês»"),
    ("law", "O contrato não diz: a taxa legal (Código Civil, art. 406)"),
)
INDICES = (("", "Nenhum índice no contrato"), *((code, index_of(code).name) for code in CORRECTION_INDICES if code))
BASES = (
    ("30", "Taxa ÷ 30 por dia"),
    ("365", "12 taxas ÷ 365 por dia"),
    ("monthpart_cc132", "Meses civis, mais dias ÷ 30"),
    ("monthpart", "Meses de data a data, mais dias ÷ 30"),
    ("daily_cents_down", "Centavos por dia, cortados"),
)
ROUNDINGS = (("down", "Para baixo (nunca passa do limite)"), ("half_up", "Ao centavo mais próximo"))
NONBUSINESS = (
    ("original_if_missed", "Do vencimento original, se não pagar no dia útil seguinte"),
    ("extended", "Do dia útil seguinte"),
)
_TRY = "conferir"


@require_http_methods(["GET", "HEAD", "POST"])
def encargos(request: HttpRequest, slug: str) -> HttpResponse:
    ctx = request.ctx
    who = credores.get_credor(ctx.scope, slug)
    versions = credores.list_policies(ctx.scope, who.id)
    is_post, start = request.method == "POST", _newest(versions, request.GET.get("para", ""))
    since = ctx.on if may_change(request, who, "configuracoes_encargos") else start.effective_on
    form = Form(request.POST if is_post else _policy_typed(start, since))
    now = _policy_of(form, versions, ctx.on) if is_post else None
    shown = now.policy if now else _newest(versions, form.text("kind")).policy
    page = {
        "versions": [
            (row, dict(INDICES)[row.policy.correction_index] if row.policy.correction_index else "") for row in versions
        ],
        "on": ctx.on,
        "kinds": KINDS,
        "juros_by": JUROS_BY,
        "indices": INDICES,
        "bases": BASES,
        "roundings": ROUNDINGS,
        "nonbusiness": NONBUSINESS,
        "example": example.example_of(shown, _kind(form.text("kind")), ctx.on),
        "is_typed": is_post,
        "is_first": start not in versions,  # nothing of that kind was ever saved
        "needs": index_needs.missing(Scope({who.id: ctx.scope.roles[who.id]}), ctx.on),
    }

    def save() -> str:
        """Nothing is written by who only tries, nor before every warning was seen."""
        assert now is not None
        if not form.ask(save_encargos_policy.check, ctx, who.id, now):
            check_policy(now.policy, _kind(now.kind))  # refused at the same time
            return ""
        warnings = check_policy(now.policy, _kind(now.kind))
        again = foresee_reissues(ctx, who.id, now)
        page["warnings"], page["seen"], page["again"] = warnings, _seen(warnings, again), again
        page["lacking"] = save_encargos_policy.lacking_months(ctx, who.id, now)
        if form.text("acao") == _TRY or form.text("visto") != page["seen"]:
            page["tried"] = True
            return ""
        save_encargos_policy.save_encargos_policy(ctx, who.id, now)
        told = f"Política gravada: vale para vencimentos a partir de {calendar.format_date(now.effective_on)}."
        return f"{told} {_told(again)}".strip()

    return form_page(request, "console/configuracoes_encargos.html", who, form, save, page)


def _seen(warnings: tuple[PolicyFinding, ...], again: Foreseen) -> str:
    """What a person saw before saving: another number of boletos is shown again."""
    rules = [warning.rule for warning in warnings]
    number = f"boletos:{again.boletos}{'+' if again.is_more else ''}"
    return " ".join([*rules, number] if again.is_any else rules)


def _told(again: Foreseen) -> str:
    if not again.is_any:
        return ""
    least = "ao menos " if again.is_more else ""
    boletos = f"é reemitido {least}1 boleto"
    if again.boletos > 1:
        boletos = f"são reemitidos {least}{formats.count(again.boletos)} boletos"
    elif not again.boletos:
        boletos = "podem ser reemitidos boletos: eram demais para olhar um a um"
    if again.is_now:
        return f"Em um minuto {boletos}."
    at = again.at.astimezone(SAO_PAULO)
    return (
        f"Às {at.hour}h de {calendar.format_date(at.date())}, {boletos}. Foi engano? Grave antes disso a política "
        "anterior, com o mesmo dia, e nenhum é."
    )


def _kind(text: str) -> Kind:
    return "B2B" if text == "B2B" else "B2C"


def _newest(versions: list[credores.PolicyRow], kind: str) -> credores.PolicyRow:
    """The version to start from: the newest of the kind."""
    found = next((row for row in versions if row.kind == _kind(kind)), None)
    return found or credores.PolicyRow(_kind(kind), date.min, EncargosPolicy())


def _policy_typed(start: credores.PolicyRow, since: date) -> dict[str, str]:
    policy = start.policy
    return {
        "kind": start.kind,
        "effective_on": calendar.format_date(since),
        "multa_ppb": money.format_percent(policy.multa_ppb),
        "juros_by": policy.juros_by,
        "juros_ppb_month": money.format_percent(policy.juros_ppb_month),
        "correction_index": policy.correction_index,
        "juros_basis": policy.juros_basis,
        "rounding": policy.rounding,
        "nonbusiness_due": policy.nonbusiness_due,
        "discount_ppb": money.format_percent(policy.discount_ppb),
        "discount_days_before": str(policy.discount_days_before),
    }


def _policy_of(form: Form, versions: list[credores.PolicyRow], on: date) -> SaveEncargosPolicy:
    """As typed, over the version it starts from: what the form does not ask stays. A complaint leaves that version."""
    start = _newest(versions, form.text("kind")).policy
    names = ("juros_by", "correction_index", "juros_basis", "rounding", "nonbusiness_due")
    choices = {name: form.text(name) for name in names if name in form.values}
    by_law = choices.get("juros_by", start.juros_by) == "law"
    effective_on = form.read("effective_on", parse_date)
    rates = {
        "multa_ppb": form.read("multa_ppb", money.parse_percent),
        "juros_ppb_month": form.read(
            "juros_ppb_month", lambda text: money.parse_percent(text or "0" if by_law else text)
        ),
        "discount_ppb": form.read("discount_ppb", lambda text: money.parse_percent(text or "0")),
        "discount_days_before": form.read("discount_days_before", lambda text: parse_whole(text or "0")),
    }
    policy = start
    try:
        policy = replace(start, **{name: rate or 0 for name, rate in rates.items()}, **choices)  # type: ignore[arg-type]
    except Invalid as invalid:
        form.note(invalid)
    return SaveEncargosPolicy(form.text("kind"), effective_on or on, policy)
