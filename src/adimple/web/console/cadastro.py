"""A devedor's record put right by who manages the credor: name, CPF or CNPJ, place, and contacts written wrong."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from adimple.domain import cadastro as people
from adimple.domain import calendar
from adimple.store.reads import devedores as reads
from adimple.store.reads.devedores import ContactRow, DevedorRecord
from adimple.usecases.change_devedor import ChangeDevedor, change_devedor
from adimple.web.console.record_form import record_form, typed

UFS = (("", "Não sabemos"), *((uf, uf) for uf in calendar.UFS))
NEEDS = "manager"


@require_http_methods(["GET", "HEAD", "POST"])
def cadastro(request: HttpRequest, devedor_id: int) -> HttpResponse:
    who = reads.get_devedor(request.ctx.scope, devedor_id)
    request.ctx.require(who.credor_id, NEEDS)
    contacts = [row for row in reads.contacts(request.ctx.scope, devedor_id) if row.wrong_at is None]
    form = typed(request, **_written(who, contacts))

    def save() -> str:
        command = ChangeDevedor(
            devedor_id=devedor_id,
            name=form.text("name"),
            document=form.text("document"),
            uf=form.text("uf"),
            city=form.text("city"),
            cep=form.text("cep"),
            address=form.text("address"),
            bairro=form.text("bairro"),
            contacts={row.id: form.text(_field(row)) for row in contacts if _field(row) in form.values},
        )
        change_devedor(request.ctx, command)
        return "Cadastro gravado. O que mudou fica no histórico."

    labels = [(_field(row), "E-mail" if row.kind == "email" else "Telefone") for row in contacts]
    return record_form(request, "console/cadastro.html", who, form, save, {"ufs": UFS, "contacts": labels})


def _written(who: DevedorRecord, contacts: list[ContactRow]) -> dict[str, str]:
    return {
        "name": who.name,
        "document": people.format_document(who.document),
        "cep": people.format_cep(who.cep) if who.cep else "",
        "uf": who.uf,
        "city": who.city,
        "address": who.address,
        "bairro": who.bairro,
    } | {_field(row): people.format_phone(row.value) if row.kind == "phone" else row.value for row in contacts}


def _field(row: ContactRow) -> str:
    return f"contact-{row.id}"
