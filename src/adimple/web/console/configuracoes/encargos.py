"""What the credor charges for delay: versions by due date, checked against the law before they are written."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from adimple.domain import calendar, money
from adimple.domain.encargos import EncargosPolicy
from adimple.store.reads import credores
from adimple.usecases import save_encargos_policy
from adimple.web.console.configuracoes.page import form_page
from adimple.web.forms import Form, parse_date, parse_whole

KINDS = (("B2C", "Consumidores"), ("B2B", "Empresas"))
BASES = (
    ("30", "Taxa ÷ 30 por dia (a dos boletos)"),
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


@require_http_methods(["GET", "POST"])
def encargos(request: HttpRequest, slug: str) -> HttpResponse:
    ctx = request.ctx
    who = credores.get_credor(ctx.scope, slug)
    versions = credores.list_policies(ctx.scope, who.id)
    form = Form(request.POST if request.method == "POST" else _policy_typed(versions, ctx.on))

    def save() -> str:
        command = _policy_of(form)
        if command is None:
            return ""
        warnings = save_encargos_policy.save_encargos_policy(ctx, who.id, command)
        for warning in warnings:
            messages.warning(request, f"{warning.phrase} ({warning.cites})", extra_tags="wait")
        return f"Política gravada: vale para vencimentos a partir de {calendar.format_date(command.effective_on)}."

    page = {
        "versions": versions,
        "on": ctx.on,
        "kind_names": dict(KINDS),
        "kinds": KINDS,
        "bases": BASES,
        "base_names": dict(BASES),
        "roundings": ROUNDINGS,
        "nonbusiness": NONBUSINESS,
    }
    return form_page(request, "console/configuracoes_encargos.html", who, form, save, page)


def _policy_typed(versions: list[credores.PolicyRow], on: date) -> dict[str, str]:
    """The version in force for consumers, to start from."""
    policy = next((row.policy for row in versions if row.kind == "B2C"), EncargosPolicy())
    return {
        "kind": "B2C",
        "effective_on": calendar.format_date(on),
        "multa_ppb": money.format_percent(policy.multa_ppb),
        "juros_ppb_month": money.format_percent(policy.juros_ppb_month),
        "juros_basis": policy.juros_basis,
        "rounding": policy.rounding,
        "nonbusiness_due": policy.nonbusiness_due,
        "discount_ppb": money.format_percent(policy.discount_ppb),
        "discount_days_before": str(policy.discount_days_before),
    }


def _policy_of(form: Form) -> save_encargos_policy.SaveEncargosPolicy | None:
    effective_on = form.read("effective_on", parse_date)
    multa = form.read("multa_ppb", money.parse_percent)
    juros = form.read("juros_ppb_month", money.parse_percent)
    discount = form.read("discount_ppb", lambda text: money.parse_percent(text or "0"))
    days = form.read("discount_days_before", lambda text: parse_whole(text or "0"))
    if effective_on is None or multa is None or juros is None or discount is None or days is None:
        return None
    policy = EncargosPolicy(
        multa_ppb=multa,
        juros_ppb_month=juros,
        juros_basis=form.text("juros_basis"),
        rounding=form.text("rounding"),
        nonbusiness_due=form.text("nonbusiness_due"),
        discount_ppb=discount,
        discount_days_before=days,
    )
    return save_encargos_policy.SaveEncargosPolicy(form.text("kind"), effective_on, policy)
