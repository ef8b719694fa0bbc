"""The SMTP side over real sockets, by Python's own smtplib."""

import asyncio
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import pytest

from adimple.domain.errors import Refused
from adimple.sandbox import inbox
from adimple.sandbox.smtp import MAX_MESSAGE_BYTES


@pytest.fixture
def sandbox(tmp_path):
    with inbox.start_sandbox(tmp_path, 0, 0) as running:
        yield running


def connect(sandbox):
    return smtplib.SMTP("127.0.0.1", sandbox.smtp_port, local_hostname="teste", timeout=5)


def stored(sandbox, number=1):
    return sandbox.mailbox.read(number)


def test_a_message_sent_by_smtplib_is_kept_octet_by_octet(sandbox):
    content = b"Subject: a\r\n\r\n.ponto\r\n..dois\r\n.\r\n\xff\x00 fim.\r\n"
    with connect(sandbox) as smtp:
        smtp.sendmail("c@x.test", ["ana@exemplo.test"], content)
    assert stored(sandbox).endswith(content)


def test_it_starts_and_stops_inside_another_loop(tmp_path):
    async def started_here():
        with inbox.start_sandbox(tmp_path, 0, 0) as running, connect(running) as smtp:
            return smtp.noop()[0]

    assert asyncio.run(started_here()) == 250


def test_an_empty_message_ends_at_its_dot(sandbox):
    with socket.create_connection(("127.0.0.1", sandbox.smtp_port), timeout=5) as raw, raw.makefile("rwb") as file:
        replies = [file.readline()[:3]]
        for command in (b"HELO x", b"MAIL FROM:<c@x.test>", b"RCPT TO:<ana@exemplo.test>", b"DATA", b"."):
            file.write(command + b"\r\n")
            file.flush()
            replies.append(file.readline()[:3])
    assert replies == [b"220", b"250", b"250", b"250", b"354", b"250"]
    assert len(sandbox.mailbox) == 1


def test_a_message_for_two_is_kept_once_with_both(sandbox):
    with connect(sandbox) as smtp:
        refused = smtp.sendmail(
            "c@x.test", ["ana@exemplo.test", "recusa@x.test", "bia@exemplo.test"], "Subject: a\n\nb"
        )
    assert {address: code for address, (code, _) in refused.items()} == {"recusa@x.test": 550}
    assert sandbox.mailbox.find(1).fields["delivered-to"] == "ana@exemplo.test, bia@exemplo.test"


def test_an_address_that_needs_the_full_grammar_is_taken_too(sandbox):
    with connect(sandbox) as smtp:
        smtp.sendmail("c@x.test", ['"ana exemplo"@exemplo.test'], "Subject: a\n\nb")
    assert sandbox.mailbox.find(1).fields["delivered-to"] == '"ana exemplo"@exemplo.test'


def test_text_without_a_recipient_is_refused(sandbox):
    with connect(sandbox) as smtp:
        smtp.helo()
        smtp.mail("c@x.test")
        assert smtp.docmd("DATA")[0] == 503


def test_a_message_over_the_ceiling_is_not_kept_and_the_server_lives_on(sandbox):
    with suppress(smtplib.SMTPException, OSError), connect(sandbox) as smtp:
        smtp.helo()  # no SIZE declared
        smtp.mail("c@x.test")
        smtp.rcpt("ana@exemplo.test")
        smtp.data(b"x" * (MAX_MESSAGE_BYTES + 1))
    assert len(sandbox.mailbox) == 0
    with connect(sandbox) as smtp:
        smtp.sendmail("c@x.test", ["ana@exemplo.test"], "Subject: a\n\nb")
    assert len(sandbox.mailbox) == 1


def test_both_servers_listen_on_this_machine_only(sandbox):
    assert sandbox._smtp.sockets[0].getsockname()[0] == "127.0.0.1"
    assert sandbox._web.server_address[0] == "127.0.0.1"


def test_a_taken_port_is_refused_with_the_way_out_and_nothing_stays_open(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for ports in ((port, 0), (0, port)):
            with pytest.raises(Refused, match=f"A porta {port} desta máquina não está livre") as refused:
                inbox.start_sandbox(tmp_path, *ports)
            assert refused.value.code == "sandbox.porta_ocupada"


def test_stopping_hangs_up_and_frees_the_ports(tmp_path):
    with inbox.start_sandbox(tmp_path, 0, 0) as running:
        ports = running.smtp_port, running.web_port
        open_connection = connect(running)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        open_connection.docmd("NOOP")
    with inbox.start_sandbox(tmp_path, *ports) as again:
        assert (again.smtp_port, again.web_port) == ports


def test_the_command_serves_until_told_to_stop_and_keeps_what_arrived(tmp_path):
    ports = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            ports.append(probe.getsockname()[1])
    code = (
        "import pathlib, signal, sys; from adimple.cli import stop_signals; from adimple.sandbox import inbox;"
        "stop = stop_signals.stop_on(signal.SIGTERM);"
        "inbox.run_sandbox(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), stop)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(ports[0]), str(ports[1])])
    try:
        wait_for(f"http://127.0.0.1:{ports[1]}/healthz")
        with smtplib.SMTP("127.0.0.1", ports[0], timeout=5) as smtp:
            smtp.sendmail("c@x.test", ["ana@exemplo.test"], "Subject: a\n\nb")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.wait()
    with inbox.start_sandbox(tmp_path, 0, 0) as again:
        assert len(again.mailbox) == 1


def wait_for(address):
    for _ in range(100):
        with suppress(OSError), urllib.request.urlopen(address, timeout=1) as answer:
            assert answer.status == 200
            return
        time.sleep(0.05)
    raise AssertionError(f"{address} never answered")
