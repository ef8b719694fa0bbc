"""Our sender against our sandbox: every failure a person can ask for by its address."""

import pytest

from adimple.channels import email, smtp
from adimple.channels.smtp_settings import SmtpSettings
from adimple.sandbox import inbox
from tests.channels.mail_builders import outgoing


@pytest.fixture
def sandbox(tmp_path):
    with inbox.start_sandbox(tmp_path, 0, 0, slow_s=3) as running:
        yield running


@pytest.fixture
def connection(sandbox):
    with smtp.open_smtp(SmtpSettings("127.0.0.1", sandbox.smtp_port, "none", timeout_s=1)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("address", "status", "code", "kept"),
    [
        ("ana@exemplo.test", "accepted", "smtp.aceita", 1),
        ("recusa@exemplo.test", "permanent", "smtp.endereco_recusado", 0),
        ("recusa+7@outro.test", "permanent", "smtp.endereco_recusado", 0),
        ("cheia@exemplo.test", "permanent", "smtp.caixa_cheia", 0),
        ("bloqueia@exemplo.test", "permanent", "smtp.politica", 0),
        ("ocupado@exemplo.test", "temporary", "smtp.tente_depois", 0),
        ("pausa@exemplo.test", "temporary", "smtp.fora_do_ar", 0),
        ("rejeita@exemplo.test", "permanent", "smtp.mensagem_recusada", 0),
        ("cai@exemplo.test", "uncertain", "smtp.sem_resposta", 1),
        ("lento@exemplo.test", "uncertain", "smtp.sem_resposta", 1),
        ("recusado@exemplo.test", "accepted", "smtp.aceita", 1),
    ],
)
def test_the_address_decides_what_happens_and_the_next_message_goes_through(
    sandbox, connection, address, status, code, kept
):
    receipt = email.send(outgoing(to=address), connection)
    assert (receipt.status, receipt.code) == (status, code)
    assert len(sandbox.mailbox) == kept
    assert email.send(outgoing(idempotency_key="acao-2"), connection).status == "accepted"
    assert len(sandbox.mailbox) == kept + 1


def test_what_arrives_is_what_was_built(sandbox, connection):
    message = outgoing(text="Olá.\n.\n..fim\n", html="<p>\n.\n</p>")
    assert email.send(message, connection).status == "accepted"
    stored = sandbox.mailbox.read(1)
    assert stored is not None
    assert stored.endswith(b"\r\n" + email.dry_run(message).encode())


def test_a_thousand_messages_arrive_once_each_over_one_connection(sandbox, connection):
    statuses = {
        email.send(outgoing(to=f"p{n}@exemplo.test", idempotency_key=str(n)), connection).status for n in range(1000)
    }
    assert statuses == {"accepted"}
    rows, total = sandbox.mailbox.page(limit=1000)
    assert total == 1000
    assert [row.fields["delivered-to"] for row in reversed(rows)] == [f"p{n}@exemplo.test" for n in range(1000)]
