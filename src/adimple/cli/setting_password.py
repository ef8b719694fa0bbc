"""`adimple set-password`: the machine's owner opens the door for somebody who is locked out."""

import getpass
import os
import sys

import typer

from adimple.cli import boot


def register(app: typer.Typer) -> None:
    app.command("set-password")(set_password)


def set_password(email: str = typer.Option(..., "--email", help="O e-mail com que a pessoa entra.")) -> None:
    """Troca a senha de quem entra no console, encerra as sessões abertas e desfaz a espera por senhas erradas.

    A senha vem de ADIMPLE_PASSWORD ou é perguntada.
    """
    boot.ready()
    from django.conf import settings

    from adimple.domain.errors import Invalid
    from adimple.usecases import change_password

    try:
        known = change_password.find_account(email).email  # before a password is asked for nothing
        change_password.set_password(boot.context(), known, os.environ.get("ADIMPLE_PASSWORD", "") or ask())
    except Invalid as error:
        boot.fail(f"{'--email' if error.field == 'email' else 'ADIMPLE_PASSWORD'}: {error.phrase}")
    print(f"Senha de {known} trocada; as sessões abertas terminaram. Entre em {settings.BASE_URL}")


def ask() -> str:
    """The password, typed twice and never shown. Stops where there is no terminal to ask at."""
    if not sys.stdin.isatty():
        boot.fail("Defina a senha em ADIMPLE_PASSWORD, ou rode este comando em um terminal para digitá-la.")
    password = getpass.getpass("Senha (ao menos 10 caracteres): ")
    if getpass.getpass("A mesma senha, de novo: ") != password:
        boot.fail("As duas senhas são diferentes. Nada mudou; rode de novo.")
    return password
