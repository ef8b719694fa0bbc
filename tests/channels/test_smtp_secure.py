"""TLS and passwords against a real server with certificates of our own making."""

import datetime
import ipaddress
import socket
import ssl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adimple.channels import email, smtp, smtp_settings
from adimple.channels.smtp_settings import SmtpSettings
from adimple.domain.errors import Invalid
from tests.channels.mail_builders import ScriptedServer, outgoing


class Keeper:
    def __init__(self):
        self.contents = []

    async def handle_DATA(self, server, session, envelope):
        self.contents.append((session.ssl is not None, envelope.content))
        return "250 OK"


def certificate(folder, *, name, ip):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = datetime.datetime(2020, 1, 1)
    names = [x509.DNSName(name)] + ([x509.IPAddress(ipaddress.ip_address(ip))] if ip else [])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(day)
        .not_valid_after(day.replace(year=2100))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    return str(chain), context


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("here"), name="servidor.test", ip="127.0.0.1")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("elsewhere"), name="outro.test", ip=None)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def serve():
    running = []

    def start(**options):
        keeper = Keeper()
        server = Controller(keeper, hostname="127.0.0.1", port=free_port(), **options)
        server.start()
        running.append(server)
        return keeper, server.port

    yield start
    for server in running:
        server.stop()


def only_ana(server, session, envelope, mechanism, login):
    return AuthResult(success=(login.login, login.password) == (b"ana", b"segredo"), handled=False)


def test_starttls_protects_the_message(here, serve):
    keeper, port = serve(tls_context=here[1], require_starttls=True)
    with smtp.open_smtp(SmtpSettings("127.0.0.1", port, "starttls", ca_file=here[0])) as connection:
        assert connection.send(outgoing()).status == "accepted"
    assert [secure for secure, _ in keeper.contents] == [True]


def test_tls_from_the_first_byte_protects_the_message(here, serve):
    keeper, port = serve(ssl_context=here[1])
    with smtp.open_smtp(SmtpSettings("127.0.0.1", port, "tls", ca_file=here[0])) as connection:
        assert connection.send(outgoing()).status == "accepted"
    assert len(keeper.contents) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused_and_nothing_leaves(here, serve, security):
    keeper, port = serve(**({"ssl_context": here[1]} if security == "tls" else {"tls_context": here[1]}))
    with smtp.open_smtp(SmtpSettings("127.0.0.1", port, security)) as connection:
        receipt = connection.send(outgoing())
    assert (receipt.status, receipt.code, receipt.is_outage) == ("temporary", "smtp.certificado", True)
    assert keeper.contents == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_another_name_is_refused_and_nothing_leaves(elsewhere, serve, security):
    context = {"ssl_context": elsewhere[1]} if security == "tls" else {"tls_context": elsewhere[1]}
    keeper, port = serve(**context)
    with smtp.open_smtp(SmtpSettings("127.0.0.1", port, security, ca_file=elsewhere[0])) as connection:
        receipt = connection.send(outgoing())
    assert (receipt.status, receipt.code) == ("temporary", "smtp.certificado")
    assert keeper.contents == []


def test_a_server_without_starttls_never_gets_the_message_in_the_clear():
    with ScriptedServer() as server:
        with smtp.open_smtp(SmtpSettings("127.0.0.1", server.port, "starttls", timeout_s=1)) as connection:
            receipt = connection.send(outgoing())
        assert (receipt.status, receipt.code) == ("temporary", "smtp.nao_oferece")
        assert server.count("MAIL") == 0


def test_tls_to_a_plain_port_says_which_port_to_try(serve):
    _, port = serve()
    receipt = email.test_connection(SmtpSettings("127.0.0.1", port, "tls", timeout_s=2))
    assert (receipt.status, receipt.code) == ("temporary", "smtp.tls")
    assert "465" in receipt.phrase


def test_the_right_password_is_accepted_and_the_test_sends_nothing(here, serve):
    keeper, port = serve(tls_context=here[1], authenticator=only_ana, auth_required=True)
    settings = SmtpSettings("127.0.0.1", port, "starttls", "ana", "segredo", ca_file=here[0])
    receipt = email.test_connection(settings)
    assert (receipt.status, receipt.code, receipt.phrase) == (
        "accepted",
        "smtp.conexao_aceita",
        f"Conexão aceita por 127.0.0.1:{port}, com TLSv1.3, com usuário e senha aceitos. Nenhuma mensagem foi enviada.",
    )
    assert keeper.contents == []


def test_a_wrong_password_is_an_outage_and_nobodys_bounce(here, serve):
    _, port = serve(tls_context=here[1], authenticator=only_ana, auth_required=True)
    with smtp.open_smtp(SmtpSettings("127.0.0.1", port, "starttls", "ana", "errada", ca_file=here[0])) as connection:
        receipt = connection.send(outgoing())
    assert (receipt.status, receipt.code, receipt.is_outage) == ("temporary", "smtp.autenticacao", True)


def test_the_connection_test_of_a_plain_server_says_it_is_not_encrypted(serve):
    _, port = serve()
    phrase = email.test_connection(SmtpSettings("127.0.0.1", port, "none")).phrase
    assert phrase == (
        f"Conexão aceita por 127.0.0.1:{port}, sem criptografia, sem usuário e senha. Nenhuma mensagem foi enviada."
    )


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (SmtpSettings("", 587), "host"),
        (SmtpSettings("smtp.example\r\nX", 587), "host"),
        (SmtpSettings("https://smtp.example", 587), "host"),
        (SmtpSettings("smtp.example", 0), "port"),
        (SmtpSettings("smtp.example", 65_536), "port"),
        (SmtpSettings("smtp.example", 587, "talvez"), "security"),
        (SmtpSettings("smtp.example", 587, "none", "ana", "segredo"), "security"),
        (SmtpSettings("smtp.example", 587, "tls", "ana", "ção"), "password"),
        (SmtpSettings("smtp.example", 587, timeout_s=0), "timeout_s"),
        (SmtpSettings("smtp.example", 587, timeout_s=121), "timeout_s"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_any_connection(settings, field):
    with pytest.raises(Invalid) as refused:
        smtp_settings.check_settings(settings)
    assert refused.value.field == field
    assert email.test_connection(settings).code == "smtp.configuracao"


def test_a_password_may_go_in_the_clear_only_inside_this_machine():
    smtp_settings.check_settings(SmtpSettings("127.0.0.1", 2525, "none", "ana", "segredo"))


@pytest.mark.parametrize("host", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "a..b"])
def test_addresses_where_no_mail_server_lives_are_refused(host):
    assert email.test_connection(SmtpSettings(host, 25, timeout_s=1)).code == "smtp.configuracao"


def test_a_password_is_not_shown_by_repr():
    assert "segredo" not in repr(SmtpSettings("smtp.example", 587, "tls", "ana", "segredo"))
