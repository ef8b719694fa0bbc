"""Contas e convênios: where the credor receives, and the contracts under which its boletos are numbered."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple import banks
from adimple.domain.bank import Asked, Bank
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store.reads import bank_accounts, convenios, credores
from adimple.store.reads.convenios import ConvenioRow
from adimple.store.reads.credores import CredorRow
from adimple.usecases import close_convenio, save_bank_account, save_convenio, try_convenio
from adimple.web.console.configuracoes.page import may_change, tab_page
from adimple.web.console.staff import id_of
from adimple.web.forms import Form, parse_whole

TAB = "configuracoes_contas"
NEEDS = "manager"
CHANGED = "configuracoes_convenio"  # where what this tab shows is changed
LAYOUTS = {"CNAB400": "CNAB 400", "CNAB240": "CNAB 240"}
ROUNDINGS = (
    ("", "Não sabemos"),
    ("down", "Corta o que passa do centavo"),
    ("half_up", "Arredonda: meio centavo sobe"),
    ("half_even", "Arredonda: meio centavo vai ao par"),
)


YES, NO = "sim", "nao"
REISSUES = (
    (YES, "Sim: pede a baixa do antigo e emite outro"),
    (NO, "Não: espera que alguém emita"),
)


def contas(request: HttpRequest, slug: str) -> HttpResponse:
    """The credor's accounts and convênios."""
    who = credores.get_credor(request.ctx.scope, slug)
    scope = request.ctx.scope.only(who.id)
    page = {
        "accounts": bank_accounts.list_bank_accounts(scope),
        "convenios": convenios.list_convenios(scope),
        "layouts": LAYOUTS,
        "may_change": may_change(request, who, CHANGED),
    }
    return render(request, "console/contas/contas.html", tab_page(request, who, TAB, page))


@require_http_methods(["GET", "HEAD", "POST"])
def conta_nova(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    request.ctx.require(who.id, NEEDS)
    form = Form(request.POST if request.method == "POST" else {})

    def save() -> str:
        command = save_bank_account.SaveBankAccount(
            bank_code=form.text("bank_code"),
            agencia=form.text("agencia"),
            conta=form.text("conta"),
            label=form.text("label"),
        )
        save_bank_account.save_bank_account(request.ctx, who.id, command)
        return "Conta cadastrada."

    return _saved(request, who, "console/contas/conta_nova.html", form, save, {})


@require_POST
def conta_encerrar(request: HttpRequest, slug: str, bank_account_id: int) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    save_bank_account.close_bank_account(request.ctx, who.id, bank_account_id)
    messages.success(request, "Conta encerrada. O que já entrou nela continua nos Pagamentos.")
    return redirect(TAB, slug)


@require_http_methods(["GET", "HEAD", "POST"])
def convenio_novo(request: HttpRequest, slug: str) -> HttpResponse:
    """The choice of a bank (`?banco=`), then the form with what that bank asks."""
    who = credores.get_credor(request.ctx.scope, slug)
    request.ctx.require(who.id, NEEDS)
    code = request.POST.get("bank_code") or request.GET.get("banco", "")
    if not code:
        choices = [bank for bank in banks.by_code().values() if _layouts(bank)]
        return render(request, "console/contas/banco.html", tab_page(request, who, TAB, {"banks": choices}))
    bank = banks.by_code().get(code)
    if bank is None or not _layouts(bank):
        raise NotFound
    layouts = [(name, LAYOUTS[name]) for name in _layouts(bank)]
    first = {
        "layout": layouts[0][0], "days_payable": "30", "first_number": "1", "first_remessa": "1", "reissues": YES,
    }  # fmt: skip
    form = Form(request.POST if request.method == "POST" else first | {"label": bank.name})

    def save() -> str:
        save_convenio.save_convenio(request.ctx, who.id, _command(form, bank))
        return "Convênio cadastrado. Use Testar na página dele antes da primeira remessa."

    page = {
        "bank": bank,
        "asked": _fields(bank.asked),
        "asked_by_files": _fields(bank.asked_by_files),
        "layouts": layouts,
        "accounts": _accounts(request, who),
        "roundings": ROUNDINGS,
        "reissues": REISSUES,
    }
    return _saved(request, who, "console/contas/convenio_novo.html", form, save, page)


@require_http_methods(["GET", "HEAD", "POST"])
def convenio(request: HttpRequest, slug: str, convenio_id: int) -> HttpResponse:
    """One convênio: what it says, and what of it may change."""
    who, row = _of(request, slug, convenio_id)
    if request.method == "POST":
        request.ctx.require(who.id, NEEDS)
    form = Form(request.POST if request.method == "POST" else _written(row))

    def save() -> str:
        command = save_convenio.EditConvenio(
            label=form.text("label"),
            days_payable=_whole(form, "days_payable"),
            rate_rounding=form.text("rate_rounding"),
            reissues=form.text("reissues") != NO,
            bank_account_id=_account_of(form),
        )
        save_convenio.edit_convenio(request.ctx, row.id, command)
        return "Convênio gravado. Vale para os boletos emitidos daqui em diante."

    return _saved(request, who, "console/contas/convenio.html", form, save, _shown(request, who, row))


@require_POST
def convenio_testar(request: HttpRequest, slug: str, convenio_id: int) -> HttpResponse:
    """Shows what came of the samples, on the convênio's own page."""
    who, row = _of(request, slug, convenio_id)
    tried = try_convenio.try_convenio(request.ctx, row.id)
    page = _shown(request, who, row) | {"form": Form(_written(row)), "refused": None, "tried": tried}
    return render(request, "console/contas/convenio.html", tab_page(request, who, TAB, page))


@require_POST
def convenio_encerrar(request: HttpRequest, slug: str, convenio_id: int) -> HttpResponse:
    _, row = _of(request, slug, convenio_id)
    close_convenio.close_convenio(request.ctx, row.id)
    messages.success(request, "Convênio encerrado. Os boletos dele continuam reconhecidos quando forem pagos.")
    return redirect("configuracoes_convenio", slug, row.id)


@require_POST
def convenio_reabrir(request: HttpRequest, slug: str, convenio_id: int) -> HttpResponse:
    _, row = _of(request, slug, convenio_id)
    close_convenio.reopen_convenio(request.ctx, row.id)
    messages.success(request, "Convênio reaberto. A numeração segue de onde parou.")
    return redirect("configuracoes_convenio", slug, row.id)


def _saved(request: HttpRequest, who: CredorRow, template: str, form: Form, save, page: dict) -> HttpResponse:
    """GET shows; POST saves and goes to the list, or shows again with what is wrong."""
    refused = None
    if request.method == "POST" and not form.errors:
        try:
            messages.success(request, save())
            return redirect(TAB, who.slug)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    status = 409 if refused else 422 if form.errors else 200
    return render(
        request, template, tab_page(request, who, TAB, page | {"form": form, "refused": refused}), status=status
    )


def _of(request: HttpRequest, slug: str, convenio_id: int) -> tuple[CredorRow, ConvenioRow]:
    """Raises NotFound, where the convênio is of another credor too."""
    who = credores.get_credor(request.ctx.scope, slug)
    row = convenios.get_convenio(request.ctx.scope, convenio_id)
    if row.credor_id != who.id:
        raise NotFound
    return who, row


def _shown(request: HttpRequest, who: CredorRow, row: ConvenioRow) -> dict:
    asked = (*row.bank.asked, *row.bank.asked_by_files)
    return {
        "row": row,
        "terms": [(one.label, _said(one, row.terms[one.field])) for one in asked if one.field in row.terms],
        "layout": LAYOUTS[row.layout],
        "accounts": _accounts(request, who),
        "roundings": ROUNDINGS,
        "reissues": REISSUES,
        "may_change": may_change(request, who, CHANGED),
    }


def _written(row: ConvenioRow) -> dict[str, str]:
    return {
        "label": row.label,
        "days_payable": str(row.days_payable),
        "rate_rounding": row.rate_rounding,
        "reissues": YES if row.reissues else NO,
        "bank_account": str(row.bank_account_id or ""),
    }


def _command(form: Form, bank: Bank) -> save_convenio.SaveConvenio:
    """Raises Invalid where a number is none."""
    return save_convenio.SaveConvenio(
        bank_code=bank.code,
        layout=form.text("layout"),
        label=form.text("label"),
        terms={one.field: form.text(one.field) for one in (*bank.asked, *bank.asked_by_files)},
        first_number=_whole(form, "first_number"),
        first_remessa=_whole(form, "first_remessa"),
        days_payable=_whole(form, "days_payable"),
        rate_rounding=form.text("rate_rounding"),
        reissues=form.text("reissues") != NO,
        bank_account_id=_account_of(form),
    )


def _whole(form: Form, name: str) -> int:
    """Raises Invalid with the field named."""
    try:
        return parse_whole(form.text(name))
    except Invalid as error:
        raise Invalid(name, error.phrase) from error


def _account_of(form: Form) -> int | None:
    return id_of(form.text("bank_account")) if form.text("bank_account") else None


def _accounts(request: HttpRequest, who: CredorRow) -> list[tuple[str, str]]:
    rows = bank_accounts.list_bank_accounts(request.ctx.scope.only(who.id))
    return [("", "Nenhuma"), *((str(row.id), row.label) for row in rows if row.closed_at is None)]


def _fields(asked: Sequence[Asked]) -> list[tuple[str, str, bool, tuple[tuple[str, str], ...]]]:
    return [(one.field, one.label, one.is_required, one.options) for one in asked]


def _said(asked: Asked, text: str) -> str:
    return dict(asked.options).get(text, text)


def _layouts(bank: Bank) -> list[str]:
    return [one.name for one in (bank.remessa400, bank.remessa240) if one]
