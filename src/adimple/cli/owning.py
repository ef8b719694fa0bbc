"""`adimple create-owner`: the first person who logs in, and the credor they own."""

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from adimple.cli import boot, setting_password

if TYPE_CHECKING:
    from adimple.store.reads.credores import CredorRow
    from adimple.usecases.context import Context
    from adimple.usecases.create_owner import CreateOwner

OPTIONS = {"name": "--name", "email": "--email", "password": "ADIMPLE_PASSWORD"}


def register(app: typer.Typer) -> None:
    app.command("create-owner")(create_owner)


def create_owner(
    email: str = typer.Option(..., "--email", help="O e-mail de quem vai entrar."),
    credor: str = typer.Option(..., "--credor", help="O nome curto do credor, como colegio-exemplo."),
    credor_name: str = typer.Option(..., "--credor-name", help="O nome do credor, como aparece nas mensagens."),
    credor_document: str = typer.Option(..., "--credor-document", help="O CNPJ (ou CPF) do credor."),
    credor_address: str = typer.Option("", "--credor-address", help="O endereço do credor (CDC, art. 42-A)."),
    name: str = typer.Option("", "--name", help="O nome da pessoa. Sem ele, o começo do e-mail."),
) -> None:
    """Cria quem entra no console e o credor que lhe pertence. De quem já existe, nada muda; o que falta é criado.

    A senha vem de ADIMPLE_PASSWORD ou é perguntada. Um credor que já existe ganha mais um dono.
    """
    boot.ready()
    from adimple.domain.errors import Invalid
    from adimple.usecases import create_owner as usecase

    command = usecase.CreateOwner(
        name=name or email.partition("@")[0],
        email=email,
        password=os.environ.get("ADIMPLE_PASSWORD", ""),
        credor_name=credor_name,
        credor_document=credor_document,
        credor_address=credor_address,
        credor_slug=_slug(credor),
    )
    ctx = boot.context()
    existing = _existing(command)
    try:
        account = _create(ctx, command)
    except Invalid as error:
        boot.fail(" ".join(f"{_option(one.field)}: {one.phrase}" for one in error.every))
    _tell(account.email, is_new=account.created_at == ctx.now, command=command, existing=existing)


def _create(ctx: "Context", command: "CreateOwner"):
    """The account; asks for the password only where a new account needs one."""
    from adimple.domain.errors import Invalid
    from adimple.usecases import create_owner as usecase

    try:
        return usecase.create_owner(ctx, command)
    except Invalid as error:
        if command.password or any(one.field != "password" for one in error.every):
            raise
    return usecase.create_owner(ctx, replace(command, password=setting_password.ask()))


def _option(field: str) -> str:
    return OPTIONS.get(field, "--" + field.replace("_", "-"))


def _slug(text: str) -> str:
    from django.utils.text import slugify

    if not text or slugify(text) != text or len(text) > 60:
        suggestion = slugify(text)[:60] or "colegio-exemplo"
        boot.fail(f"--credor: use só letras minúsculas sem acento, números e hífens, como {suggestion}.")
    return text


def _existing(command: "CreateOwner") -> "CredorRow | None":
    """The credor of that slug. Stops when it is not the one of this document: a slip would give it to a stranger."""
    from adimple.domain import cadastro
    from adimple.domain.errors import NotFound
    from adimple.store.reads import access, credores

    try:
        found = credores.get_credor(access.credor_scope(command.credor_slug), command.credor_slug)
    except NotFound:
        return None
    if found.document != cadastro.read_document(command.credor_document).normalised:
        boot.fail(f"O credor «{found.slug}» já existe com outro documento. Confira --credor e --credor-document.")
    return found


def _tell(email: str, *, is_new: bool, command: "CreateOwner", existing: "CredorRow | None") -> None:
    from django.conf import settings

    print(f"Acesso criado: {email}" if is_new else f"O acesso {email} já existia; a senha dele não mudou.")
    if existing:
        print(f"O credor {existing.slug} ({existing.name}) já existia; os dados dele não mudaram.")
    else:
        print(
            f"Credor criado: {command.credor_slug} ({command.credor_name}), em ensaio: nada sai até liberar os envios."
        )
    print(f"{email} é dono de {command.credor_slug}. Entre em {settings.BASE_URL}")
