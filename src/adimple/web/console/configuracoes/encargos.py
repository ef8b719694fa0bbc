"""What the credor charges for delay: versions by due date, checked against the law before they are written."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from adimple.domain import calendar, money
from adimple.domain.encargos import EncargosPolicy, check_policy
from adimple.domain.errors import Invalid
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
        command = _policy_of(form, ctx.on)
        if not form.ask(save_encargos_policy.check, ctx, who.id, command):
            check_policy(command.policy, "B2C" if command.kind == "B2C" else "B2B")  # refused at the same time
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


def _policy_of(form: Form, on: date) -> save_encargos_policy.SaveEncargosPolicy:
    """As typed; what cannot be read is complained of, and a zero or today stands in for it."""
    effective_on = form.read("effective_on", parse_date)
    rates = {
        "multa_ppb": form.read("multa_ppb", money.parse_percent),
        "juros_ppb_month": form.read("juros_ppb_month", money.parse_percent),
        "discount_ppb": form.read("discount_ppb", lambda text: money.parse_percent(text or "0")),
        "discount_days_before": form.read("discount_days_before", lambda text: parse_whole(text or "0")),
    }
    choices = {name: form.text(name) for name in ("juros_basis", "rounding", "nonbusiness_due")}
    policy = EncargosPolicy()
    try:
        policy = EncargosPolicy(**{name: rate or 0 for name, rate in rates.items()}, **choices)  # type: ignore[arg-type]
    except Invalid as invalid:
        form.note(invalid)
    return save_encargos_policy.SaveEncargosPolicy(form.text("kind"), effective_on or on, policy)
