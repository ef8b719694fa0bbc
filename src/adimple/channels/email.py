"""E-mail by SMTP: the one channel that sends by itself."""

from adimple.channels import mime, smtp_replies
from adimple.channels.channel import Channel, Outgoing, Receipt, check_outgoing
from adimple.channels.smtp import SmtpConnection
from adimple.channels.smtp_replies import CONNECT_ERRORS
from adimple.channels.smtp_settings import SmtpSettings
from adimple.domain.errors import Invalid


def send(outgoing: Outgoing, connection: SmtpConnection) -> Receipt:
    """Sends over a connection of `smtp.open_smtp`. What does not fit the channel is refused without leaving."""
    try:
        check_outgoing(CHANNEL, outgoing)
    except Invalid as error:
        return smtp_replies.not_sendable(error)
    return connection.send(outgoing)


def dry_run(outgoing: Outgoing) -> str:
    """The message exactly as it would leave. Raises Invalid where `send` would refuse."""
    check_outgoing(CHANNEL, outgoing)
    return mime.build_mime(outgoing).decode("ascii")


def test_connection(settings: SmtpSettings) -> Receipt:
    """Connects, protects, authenticates and hangs up, for the settings page. Sends nothing."""
    connection = SmtpConnection(settings)
    try:
        protection = connection.check()
    except CONNECT_ERRORS as error:
        return smtp_replies.connect_failure(error, settings.host, settings.port)
    finally:
        connection.close(politely=True)
    login = "com usuário e senha aceitos" if settings.username else "sem usuário e senha"
    phrase = f"Conexão aceita por {settings.host}:{settings.port}, {protection}, {login}. Nenhuma mensagem foi enviada."
    return Receipt("accepted", "", "smtp.conexao_aceita", phrase)


CHANNEL = Channel(code="email", name="E-mail", address="email", max_chars=100_000, dry_run=dry_run, send=send)
