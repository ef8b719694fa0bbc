"""Retornos and statements: a file of the bank comes in, what it says, and what in it a person must look at."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from adimple.domain import limits
from adimple.domain.errors import Invalid, NotFound, Refused, Unreadable
from adimple.domain.retorno.layout import MEANINGS
from adimple.store.jobs import MOST_ATTEMPTS
from adimple.store.reads import bank_accounts, convenios
from adimple.store.reads import retornos as reads
from adimple.store.reads.bank_accounts import BankAccountRow
from adimple.store.reads.convenios import ConvenioRow
from adimple.store.reads.credores import CredorRow
from adimple.usecases import ask_release, ask_retorno, release_retorno, take_ofx, take_retorno
from adimple.web.console import import_progress
from adimple.web.console.staff import chosen, credores_of, id_of, may
from adimple.web.forms import Form

LINE_TABS = (("todas", "Todas as linhas"), ("conferir", "A conferir"), ("pagas", "Pagas"))
REVIEW = "não entendida"
RELEASE = "retorno.release"  # the job of one that a person released


@require_http_methods(["GET", "HEAD", "POST"])
def retornos(request: HttpRequest) -> HttpResponse:
    """The form of a new file, and the files so far."""
    form, refused = Form(request.POST if request.method == "POST" else {}), None
    known = _offered(request, convenios.list_convenios(request.ctx.scope), take_retorno.NEEDS)
    if request.method == "POST":
        try:
            taken = _upload_retorno(request, form)
        except Refused as error:
            refused = error
        except Unreadable as error:
            form.note(Invalid("file", error.phrase))
        else:
            if taken is not None and taken.taken is None:
                return redirect("recebimentos_retorno_lendo", taken.raw_payload_id)
            if taken is not None and taken.taken is not None:
                _tell_retorno(request, taken.taken)
                return redirect("recebimentos_retorno", taken.taken.retorno_id)
    scope, slug = chosen(request)
    page = {
        "form": form,
        "refused": refused,
        "choices": _credores(request, take_retorno.NEEDS),
        "convenios": [("", "O que o arquivo disser"), *((str(row.id), _convenio_name(row)) for row in known)],
        "page": reads.list_retornos(scope, request.GET.get("cursor", "")),
        "kept": reads.list_kept(scope),
        "worked": reads.list_worked(scope),
        "credores": credores_of(request),
        "slug": slug,
    }
    return render(request, "console/recebimentos/retornos.html", page, status=_status(form, refused))


def retorno(request: HttpRequest, retorno_id: int) -> HttpResponse:
    row = reads.get_retorno(request.ctx.scope, retorno_id)
    job = reads.get_kept(request.ctx.scope, row.raw_payload_id).job
    kind = request.GET.get("linhas", "") or ("conferir" if row.left else "todas")
    page = {
        "row": row,
        "releasing": job if job and job.kind == RELEASE else None,
        "kind": kind,
        "tabs": LINE_TABS,
        "page": reads.list_lines(request.ctx.scope, retorno_id, kind, request.GET.get("cursor", "")),
        "meanings": {**MEANINGS, "review": REVIEW},
        "may_release": may(request, row.credor_id, take_retorno.NEEDS),
        "may_look": may(request, row.credor_id, "operator"),
    }
    return render(request, "console/recebimentos/retorno.html", page)


def lendo(request: HttpRequest, raw_payload_id: int) -> HttpResponse:
    """How far the worker is with a large one; then what came of it."""
    row = reads.get_kept(request.ctx.scope, raw_payload_id)
    if row.retorno_id is not None and not (row.job and row.job.kind == RELEASE and row.job.is_live):
        if not request.htmx:
            return redirect("recebimentos_retorno", row.retorno_id)
        return import_progress.look_again(request)
    if request.htmx and not (row.job and row.job.is_live):
        return import_progress.look_again(request)
    page = {
        "row": row,
        "job": row.job,
        "worker": import_progress.worker(request),
        "most_attempts": MOST_ATTEMPTS,
    }
    part = "#andamento" if request.htmx else ""
    return render(request, f"console/recebimentos/lendo.html{part}", page)


@require_POST
def liberar(request: HttpRequest, retorno_id: int) -> HttpResponse:
    asked = ask_release.ask_release(request.ctx, retorno_id)
    if asked.settled is None:
        return redirect("recebimentos_retorno_lendo", asked.raw_payload_id)
    messages.success(request, f"Retorno liberado. {_settled_told(asked.settled)}")
    return redirect("recebimentos_retorno", retorno_id)


@require_POST
def descartar(request: HttpRequest, retorno_id: int) -> HttpResponse:
    release_retorno.discard_retorno(request.ctx, retorno_id)
    messages.success(request, "Retorno descartado. Nada dele entrou no razão; o arquivo fica guardado.")
    return redirect("recebimentos_retorno", retorno_id)


@require_POST
def olhei(request: HttpRequest, retorno_id: int) -> HttpResponse:
    """One line, or all those left."""
    line = request.POST.get("linha", "")
    count = release_retorno.look_at_lines(request.ctx, retorno_id, [id_of(line)] if line else None)
    messages.success(request, "Linha conferida." if count == 1 else f"{count} linhas conferidas.")
    return redirect("recebimentos_retorno", retorno_id)


@require_http_methods(["GET", "HEAD", "POST"])
def extrato(request: HttpRequest) -> HttpResponse:
    """A statement in OFX: its credits wait in Conciliação."""
    form, refused, taken = Form(request.POST if request.method == "POST" else {}), None, None
    known = _offered(request, bank_accounts.list_bank_accounts(request.ctx.scope), take_ofx.NEEDS)
    if request.method == "POST":
        try:
            taken = _upload_ofx(request, form)
        except Refused as error:
            refused = error
        except Unreadable as error:
            form.note(Invalid("file", error.phrase))
    names = [(str(row.id), f"{row.label} · {row.bank_name}, conta {row.conta}") for row in known]
    page = {
        "form": form,
        "refused": refused,
        "taken": taken,
        "choices": _credores(request, take_ofx.NEEDS),
        "contas": [("", "A que o arquivo disser"), *names],
    }
    return render(request, "console/recebimentos/extrato.html", page, status=_status(form, refused))


def _upload_retorno(request: HttpRequest, form: Form) -> ask_retorno.Asked | None:
    credor_id = _credor_of(request, form, take_retorno.NEEDS)
    request.ctx.require(credor_id, take_retorno.NEEDS)
    sent = _sent(request, form, "Escolha o retorno que o banco gerou.")
    if sent is None:
        return None
    chosen_id = id_of(form.text("convenio")) if form.text("convenio") else None
    take_retorno.check_size(sent.size or 0)
    return ask_retorno.ask_retorno(request.ctx, credor_id, sent.name or "", sent.read(), chosen_id)


def _upload_ofx(request: HttpRequest, form: Form) -> take_ofx.TakenOfx | None:
    credor_id = _credor_of(request, form, take_ofx.NEEDS)
    request.ctx.require(credor_id, take_ofx.NEEDS)
    sent = _sent(request, form, "Escolha o extrato em OFX.")
    if sent is None:
        return None
    chosen_id = id_of(form.text("conta")) if form.text("conta") else None
    octets = sent.read(limits.MAX_OFX_BYTES + 1)  # one more than may be: it says so
    return take_ofx.receive_ofx(request.ctx, credor_id, sent.name or "", octets, chosen_id)


def _sent(request: HttpRequest, form: Form, phrase: str) -> UploadedFile | None:
    sent = request.FILES.get("file")
    if sent is None or isinstance(sent, list):
        form.note(Invalid("file", phrase))
        return None
    return sent


def _credor_of(request: HttpRequest, form: Form, needs: str) -> int:
    """The credor chosen; the only one offered; to whom none is, the only one there is. Raises NotFound."""
    everyone = credores_of(request)
    offered = [slug for slug, _ in _credores(request, needs)] or [row.slug for row in everyone if not row.closed_at]
    slug = form.text("credor") or (offered[0] if len(offered) == 1 else "")
    found = [row.id for row in everyone if row.slug == slug]
    if not found:
        raise NotFound
    return found[0]


def _credores(request: HttpRequest, needs: str) -> list[tuple[str, str]]:
    return [(row.slug, row.name) for row in _sending(request, needs)]


def _sending(request: HttpRequest, needs: str) -> list[CredorRow]:
    """The credores of which the person may send a file."""
    return [row for row in credores_of(request) if not row.closed_at and may(request, row.id, needs)]


def _offered[Row: (ConvenioRow, BankAccountRow)](request: HttpRequest, rows: list[Row], needs: str) -> list[Row]:
    """Those still open, of the credores of which the person may send a file."""
    mine = {row.id for row in _sending(request, needs)}
    return [row for row in rows if row.closed_at is None and row.credor_id in mine]


def _convenio_name(row: ConvenioRow) -> str:
    return f"{row.label} · banco {row.bank_code}"


def _tell_retorno(request: HttpRequest, taken: take_retorno.TakenRetorno) -> None:
    if not taken.is_new:
        messages.info(request, f"Este retorno já foi recebido em {taken.received_on}. Nada mudou.")
    elif taken.settled is None:
        messages.warning(request, "O arquivo se contradiz: nada entrou no razão. Confira-o, e libere ou descarte.")
    else:
        messages.success(request, _settled_told(taken.settled))


def _settled_told(settled) -> str:
    told = f"Pagamentos novos: {settled.new}; conciliados: {settled.matched}; a conferir: {settled.waiting}"
    told = f"{told}; já contados por outra via: {settled.same}" if settled.same else told
    return f"{told}; já tinham entrado: {settled.known}." if settled.known else f"{told}."


def _status(form: Form, refused: Refused | None) -> int:
    return 409 if refused else 422 if form.errors else 200
