"""One POST, against real servers with every bad manner: what came of it, and never more than the time it has."""

import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adimple.outbound import address, post
from adimple.outbound.address import Policy
from tests.cli.running import free_ports
from tests.outbound.server import answering, dripping, hanging, receiving, saying

HERE = Policy(is_production=False)
BODY = b'{"id":7}'


def told(url: str, policy: Policy = HERE, headers=None) -> tuple[int | None, str]:
    answer = post.post(url, headers or {}, BODY, policy)
    return answer.status, answer.failure


@pytest.fixture
def hurried(monkeypatch):
    """The whole of it in a second."""
    monkeypatch.setattr(post, "WHOLE_SECONDS", 1)


def test_what_is_sent_arrives_whole():
    with receiving() as there:
        answer = post.post(there.url, {"webhook-id": "evt_7"}, BODY, HERE)

    (got,) = there.got
    assert (answer.status, answer.failure, answer.is_taken) == (200, "", True)
    assert (got.method, got.target, got.body) == ("POST", "/avisos?de=adimple", BODY)
    assert got.headers == {
        "host": f"127.0.0.1:{there.port}",
        "user-agent": "Adimple",
        "accept": "*/*",
        "content-type": "application/json",
        "content-length": "8",
        "connection": "close",
        "webhook-id": "evt_7",
    }


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_2xx_takes_it(status):
    with receiving(answering(status, body=b"")) as there:
        assert post.post(there.url, {}, BODY, HERE).is_taken


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_anything_else_does_not(status):
    with receiving(answering(status)) as there:
        answer = post.post(there.url, {}, BODY, HERE)

    assert (answer.status, answer.is_taken, answer.is_gone) == (status, False, status == 410)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status):
    with receiving() as elsewhere, receiving(answering(status, f"Location: {elsewhere.url}")) as there:
        assert told(there.url) == (status, "")

    assert elsewhere.got == []


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("120", 120), (" 5 ", 5), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None), ("9" * 9, None)],
)
def test_the_seconds_an_address_asks_for_are_read(asked, seconds):
    with receiving(answering(503, f"Retry-After: {asked}")) as there:
        assert post.post(there.url, {}, BODY, HERE).retry_after_s == seconds


def test_nobody_there_is_said():
    (port,) = free_ports(1)

    assert told(f"http://127.0.0.1:{port}/") == (None, "connect")


def test_one_that_hangs_is_left_when_the_time_is_over(hurried):
    began = time.monotonic()
    with receiving(hanging()) as there:
        assert told(there.url) == (None, "timeout")

    assert time.monotonic() - began < 2.5


def test_one_that_answers_drop_by_drop_is_left_too(hurried):
    began = time.monotonic()
    with receiving(dripping(20)) as there:
        assert told(there.url) == (None, "timeout")

    assert time.monotonic() - began < 2.5


def test_one_that_never_takes_the_connection_is_left(monkeypatch):
    monkeypatch.setattr(post, "CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(4)]  # what the system keeps for who does not accept
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        assert told(f"http://127.0.0.1:{full.getsockname()[1]}/") == (None, "connect_timeout")
        for one in waiting:
            one.close()


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (b"", "closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Len", "closed"),
        (b"HTTP/1.1 200 OK\r\n", "closed"),
        (b"HTTP/1.1 2", "unreadable"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "unreadable"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "unreadable"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000, "unreadable"),
    ],
)
def test_a_reply_that_is_cut_or_is_none_takes_nothing(reply, failure):
    with receiving(saying(reply)) as there:
        assert told(there.url) == (None, failure)


def test_a_body_that_is_cut_or_has_no_end_was_taken_all_the_same():
    with receiving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nok")) as there:
        assert told(there.url) == (200, "")
    with receiving(saying(b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 5_000_000)) as there:
        assert told(there.url) == (200, "")


def test_a_body_that_drips_does_not_hold_us(hurried, monkeypatch):
    monkeypatch.setattr(post, "BODY_SECONDS", 0.2)

    def slow(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        time.sleep(20)

    began = time.monotonic()
    with receiving(slow) as there:
        assert told(there.url) == (200, "")
    assert time.monotonic() - began < 1


# --- Networks ---------------------------------------------------------------------------------------------------------


def leading_to(monkeypatch, *addresses: str) -> None:
    """Every name now means these."""
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", (one, port)) for one in addresses]
    )


INSIDE = [
    "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "255.255.255.255",
    "224.0.0.1", "169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "198.18.0.1", "240.0.0.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "::7f00:1",
    "2002:7f00:1::", "2002:a00:1::1", "2001:0:a00:1::f5ff:fffe", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("inside", INSIDE)
def test_in_production_no_name_leads_inside(monkeypatch, inside):
    leading_to(monkeypatch, inside)

    assert told("https://erp.exemplo.test/", Policy(is_production=True)) == (None, "forbidden")


@pytest.mark.parametrize("inside", INSIDE)
def test_one_address_inside_among_others_is_enough(monkeypatch, inside):
    leading_to(monkeypatch, "203.0.114.9", inside)

    assert told("https://erp.exemplo.test/", Policy(is_production=True)) == (None, "forbidden")


@pytest.mark.parametrize("public", ["203.0.114.9", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public_may_be_asked(monkeypatch, public):
    leading_to(monkeypatch, public)

    assert address.resolve(address.read_url("https://erp.exemplo.test/"), Policy(is_production=True)) == [public]


def test_out_of_production_only_this_machine_is_allowed(monkeypatch):
    leading_to(monkeypatch, "10.0.0.1")
    assert told("http://erp.exemplo.test/") == (None, "forbidden")
    leading_to(monkeypatch, "203.0.114.9")
    assert told("http://erp.exemplo.test/") == (None, "insecure")


def test_in_production_http_is_refused_even_where_the_installation_lets_inside(monkeypatch):
    leading_to(monkeypatch, "10.0.0.1")
    lets_in = Policy(is_production=True, internal_hosts=frozenset({"erp.exemplo.test"}))

    assert told("http://erp.exemplo.test/", lets_in) == (None, "insecure")
    assert address.resolve(address.read_url("https://erp.exemplo.test./"), lets_in) == ["10.0.0.1"]


@pytest.mark.parametrize("secret", ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "::ffff:169.254.169.254"])
def test_nothing_lets_anybody_ask_a_cloud_for_its_secrets(monkeypatch, secret):
    leading_to(monkeypatch, secret)
    lets_in = Policy(is_production=True, internal_hosts=frozenset({"erp.exemplo.test"}))

    assert told("https://erp.exemplo.test/", lets_in) == (None, "forbidden")


@pytest.mark.parametrize(
    "written", ["127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]", "localhost"]
)
def test_this_machine_by_any_spelling_is_this_machine(written):
    assert told(f"https://{written}:9/", Policy(is_production=True)) == (None, "forbidden")


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch):
    """A name asked twice, which the second time means another place."""
    means, real = iter(["127.0.0.1"]), socket.getaddrinfo
    asked = []

    def changing(host, port, *rest, **named):
        if host != "erp.exemplo.test":
            return real(host, port, *rest, **named)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(means), port))]

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    with receiving() as there:
        assert told(there.url.replace("127.0.0.1", "erp.exemplo.test")) == (200, "")

    assert asked == ["erp.exemplo.test"]
    assert there.got[0].headers["host"] == f"erp.exemplo.test:{there.port}"


def test_a_name_that_nobody_has_is_said():
    assert told("https://nao-existe.invalid/") == (None, "dns")


# --- TLS --------------------------------------------------------------------------------------------------------------


def certificate(folder, name: str):
    """A certificate for that name, signed by itself: (a server's context, its file)."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, file


def secured(context: ssl.SSLContext):
    """A plain server's manners, under TLS: the handshake comes before the request."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = server.accept()
                with context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(65_536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            except ssl.SSLError:
                continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    return server


@pytest.mark.parametrize(
    ("is_trusted", "name", "expected"),
    [(True, "localhost", (200, "")), (False, "localhost", (None, "tls")), (True, "outro.exemplo.test", (None, "tls"))],
)
def test_a_certificate_is_verified_and_is_of_the_name_written(tmp_path, monkeypatch, is_trusted, name, expected):
    context, file = certificate(tmp_path, name)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    post._tls.cache_clear()
    server = secured(context)
    try:
        assert told(f"https://localhost:{server.getsockname()[1]}/") == expected
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        post._tls.cache_clear()


def test_a_server_that_speaks_no_tls_is_refused():
    def greet() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"220 correio.exemplo.test ESMTP\r\n")
            connection.recv(65_536)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=greet, daemon=True).start()
        assert told(f"https://127.0.0.1:{server.getsockname()[1]}/") == (None, "tls")
