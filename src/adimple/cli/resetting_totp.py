"""`adimple totp-reset`: the machine's owner opens the second door for somebody who lost the phone and the codes."""

import typer

from adimple.cli import boot


def register(app: typer.Typer) -> None:
    app.command("totp-reset")(totp_reset)


def totp_reset(email: str = typer.Option(..., "--email", help="O e-mail com que a pessoa entra.")) -> None:
    """Retira a verificação em duas etapas de quem perdeu o celular e os códigos de reserva. A senha não muda."""
    boot.ready()
    from adimple.domain.errors import Invalid
    from adimple.usecases import second_factor

    try:
        was_on = second_factor.reset(boot.context(), email)
    except Invalid as error:
        boot.fail(f"--email: {error.phrase}")
    if not was_on:
        print("Esta conta não tinha verificação em duas etapas. Nada mudou.")
    else:
        print("Verificação em duas etapas retirada. A pessoa entra só com a senha e a liga de novo em Minha conta.")
