"""Real sockets: a scripted server for each way a conversation can go wrong."""

import socket

import pytest

from adimple.channels import email, mime, smtp
from adimple.channels.smtp_settings import SmtpSettings
from tests.channels.mail_builders import HANG_UP, SILENCE, ScriptedServer, outgoing


def local(port, **changes):
    return SmtpSettings("127.0.0.1", port, **({"security": "none", "timeout_s": 1} | changes))


def send_to(server, message=None):
    with smtp.open_smtp(local(server.port)) as connection:
        return connection.send(message or outgoing())


PIPELINED = {"EHLO": ["250-ok\r\n250 PIPELINING"]}


@pytest.mark.parametrize("extension", [{}, PIPELINED], ids=["one by one", "pipelined"])
@pytest.mark.parametrize(
    ("replies", "status", "code", "is_outage"),
    [
        ({}, "accepted", "smtp.aceita", False),
        ({"MAIL": ["451 later"]}, "temporary", "smtp.tente_depois", False),
        (
            {"MAIL": ["553 sender"], "RCPT": ["503 no"], "DATA": ["503 no"]},
            "temporary",
            "smtp.remetente_recusado",
            True,
        ),
        ({"MAIL": ["421 too many"]}, "temporary", "smtp.fora_do_ar", True),
        ({"MAIL": [HANG_UP]}, "temporary", "smtp.conexao_caiu", False),
        ({"MAIL": [SILENCE]}, "temporary", "smtp.conexao_caiu", False),
        ({"RCPT": ["550 5.1.1 who"], "DATA": ["503 no"]}, "permanent", "smtp.endereco_recusado", False),
        ({"RCPT": ["550 5.1.1 who"], "end": ["554 none"]}, "permanent", "smtp.endereco_recusado", False),
        ({"RCPT": ["451 later"], "DATA": ["503 no"]}, "temporary", "smtp.tente_depois", False),
        ({"RCPT": [HANG_UP]}, "temporary", "smtp.conexao_caiu", False),
        ({"DATA": ["554 no"]}, "permanent", "smtp.mensagem_recusada", False),
        ({"DATA": [HANG_UP]}, "temporary", "smtp.conexao_caiu", False),
        ({"DATA": ["250 ok"]}, "temporary", "smtp.resposta_estranha", True),
        ({"end": ["451 later"]}, "temporary", "smtp.tente_depois", False),
        ({"end": ["554 spam"]}, "permanent", "smtp.mensagem_recusada", False),
        ({"end": ["421 closing"]}, "temporary", "smtp.fora_do_ar", True),
        ({"end": [HANG_UP]}, "uncertain", "smtp.sem_resposta", False),
        ({"end": [SILENCE]}, "uncertain", "smtp.sem_resposta", False),
        ({"end": ["garbage"]}, "uncertain", "smtp.sem_resposta", False),
    ],
)
def test_each_turn_of_the_conversation_gives_its_receipt(extension, replies, status, code, is_outage):
    with ScriptedServer(**(extension | replies)) as server:
        receipt = send_to(server)
    assert (receipt.status, receipt.code, receipt.is_outage) == (status, code, is_outage)
    assert receipt.provider_id == mime.message_id(outgoing())


def test_an_uncertain_message_is_sent_once_only():
    with ScriptedServer(end=[HANG_UP]) as server:
        assert send_to(server).status == "uncertain"
        assert server.count("DATA") == 1
        assert server.count("banner") == 1


def test_a_refused_person_is_quoted_the_servers_words():
    with ScriptedServer(RCPT=["550 5.1.1 no such user"]) as server:
        phrase = send_to(server).phrase
    assert phrase == (
        "O servidor recusou este endereço: «550 5.1.1 no such user». Confira o e-mail com a pessoa ou use outro canal."
    )


def test_a_refused_person_with_an_open_data_gets_no_text():
    with ScriptedServer(**PIPELINED, RCPT=["550 who"], end=["554 none"]) as server:
        send_to(server)
        assert server.texts == [b".\r\n"]


def test_many_messages_share_one_connection_even_after_refusals():
    with ScriptedServer(RCPT=["250 ok", "550 who", "451 later", "250 ok"]) as server:
        with smtp.open_smtp(local(server.port)) as connection:
            statuses = [connection.send(outgoing(idempotency_key=str(n))).status for n in range(5)]
        assert statuses == ["accepted", "permanent", "temporary", "accepted", "accepted"]
        assert server.count("banner") == 1
        assert server.count("QUIT") == 1


def test_a_connection_that_died_between_messages_is_opened_again():
    with ScriptedServer(MAIL=["250 ok", HANG_UP, "250 ok"]) as server:
        with smtp.open_smtp(local(server.port)) as connection:
            assert [connection.send(outgoing()).status for _ in range(2)] == ["accepted", "accepted"]
        assert server.count("banner") == 2
        assert len(server.texts) == 2


def test_a_server_that_limits_messages_a_connection_gets_another_connection():
    with ScriptedServer(MAIL=["250 ok", "421 enough", "250 ok"]) as server:
        with smtp.open_smtp(local(server.port)) as connection:
            assert [connection.send(outgoing()).status for _ in range(2)] == ["accepted", "accepted"]
        assert server.count("banner") == 2


def test_a_server_that_keeps_hanging_up_is_tried_twice_and_no_more():
    with ScriptedServer(MAIL=["250 ok", HANG_UP]) as server:
        with smtp.open_smtp(local(server.port)) as connection:
            connection.send(outgoing())
            assert connection.send(outgoing()).code == "smtp.conexao_caiu"
        assert server.count("MAIL") == 3


def test_a_line_that_starts_with_a_dot_arrives_as_it_was():
    with ScriptedServer() as server:
        send_to(server, outgoing(text="um\n.dois\n..três\n.\nfim"))
        stuffed = server.texts[0]
    assert b"\r\n..dois\r\n...tr=C3=AAs\r\n=2E\r\nfim\r\n.\r\n" in stuffed


def test_an_injected_header_never_reaches_the_network():
    with ScriptedServer() as server:
        receipt = send_to(server, outgoing(subject="Oi\r\nBcc: outra@exemplo.test"))
        assert (receipt.status, receipt.code) == ("permanent", "mensagem.invalida")
        assert server.seen == []


def test_an_invalid_sender_is_our_outage_and_nobodys_bounce():
    with ScriptedServer() as server:
        receipt = send_to(server, outgoing(from_email="financeiro"))
        assert (receipt.status, receipt.code) == ("temporary", "mensagem.remetente_invalido")
        assert receipt.is_outage
        assert server.seen == []


def test_the_channel_refuses_an_oversize_text_before_the_network():
    with ScriptedServer() as server, smtp.open_smtp(local(server.port)) as connection:
        receipt = email.send(outgoing(text="a" * 100_001), connection)
        assert (receipt.status, receipt.code) == ("permanent", "mensagem.invalida")
        assert server.seen == []


@pytest.mark.parametrize(
    ("replies", "code"),
    [
        ({"banner": ["554 go away"]}, "smtp.recusou_conexao"),
        ({"banner": [HANG_UP]}, "smtp.recusou_conexao"),
        ({"banner": ["SSH-2.0-secret banner"]}, "smtp.recusou_conexao"),
        ({"EHLO": ["421 busy"]}, "smtp.recusou_conexao"),
    ],
)
def test_a_server_that_does_not_greet_is_an_outage_and_its_words_are_not_repeated(replies, code):
    with ScriptedServer(**replies) as server:
        receipt = send_to(server)
    assert (receipt.status, receipt.code, receipt.is_outage) == ("temporary", code, True)
    assert "secret" not in receipt.phrase


def test_a_closed_port_is_an_outage():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with smtp.open_smtp(local(port)) as connection:
        receipt = connection.send(outgoing())
    assert (receipt.status, receipt.code, receipt.is_outage) == ("temporary", "smtp.sem_conexao", True)


def test_an_unknown_host_is_an_outage():
    with smtp.open_smtp(SmtpSettings("nao-existe.invalid", 25, "none", timeout_s=1)) as connection:
        receipt = connection.send(outgoing())
    assert (receipt.status, receipt.code, receipt.is_outage) == ("temporary", "smtp.host_desconhecido", True)
