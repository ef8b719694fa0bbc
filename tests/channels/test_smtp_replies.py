import pytest

from adimple.channels import smtp_replies


@pytest.mark.parametrize(
    ("stage", "reply", "status", "code", "is_outage"),
    [
        ("rcpt", (550, b"5.1.1 unknown"), "permanent", "smtp.endereco_recusado", False),
        ("rcpt", (550, b"no such user"), "permanent", "smtp.endereco_recusado", False),
        ("rcpt", (553, b"bad mailbox"), "permanent", "smtp.endereco_recusado", False),
        ("rcpt", (550, b"5.7.1 blocked"), "permanent", "smtp.politica", False),
        ("rcpt", (552, b"full"), "permanent", "smtp.caixa_cheia", False),
        ("rcpt", (550, b"5.2.2 over quota"), "permanent", "smtp.caixa_cheia", False),
        ("rcpt", (530, b"5.7.0 authenticate"), "temporary", "smtp.remetente_recusado", True),
        ("rcpt", (451, b"4.3.0 later"), "temporary", "smtp.tente_depois", False),
        ("rcpt", (452, b"4.2.2 full"), "temporary", "smtp.tente_depois", False),
        ("mail", (550, b"5.7.1 sender not allowed"), "temporary", "smtp.remetente_recusado", True),
        ("mail", (552, b"5.3.4 too big"), "permanent", "smtp.mensagem_grande", False),
        ("mail", (421, b"too many"), "temporary", "smtp.fora_do_ar", True),
        ("data", (554, b"no valid recipients"), "permanent", "smtp.mensagem_recusada", False),
        ("end", (554, b"5.6.0 spam"), "permanent", "smtp.mensagem_recusada", False),
        ("end", (552, b"5.3.4 too big"), "permanent", "smtp.mensagem_grande", False),
        ("end", (451, b"4.3.0 later"), "temporary", "smtp.tente_depois", False),
        ("end", (421, b"closing"), "temporary", "smtp.fora_do_ar", True),
        ("end", (-1, b"???"), "uncertain", "smtp.sem_resposta", False),
        ("data", (250, b"what?"), "temporary", "smtp.resposta_estranha", True),
        ("mail", (-1, b"HTTP/1.1 400"), "temporary", "smtp.resposta_estranha", True),
    ],
)
def test_a_reply_means_exactly_this(stage, reply, status, code, is_outage):
    receipt = smtp_replies.read_refusal(stage, reply, "<id@x>")
    assert (receipt.status, receipt.code, receipt.is_outage, receipt.provider_id) == (status, code, is_outage, "<id@x>")


def test_a_long_reply_in_many_lines_is_quoted_in_one_short_line():
    assert smtp_replies.quote((550, b"a\r\n" + b"b" * 500)) == f"«550 a {'b' * 198}»"


def test_words_that_only_look_like_a_status_are_not_one():
    assert smtp_replies.enhanced_code((550, b"5.1.1 gone")) == "5.1.1"
    assert smtp_replies.enhanced_code((550, b"5.1.1.1 is our address")) == ""
    assert smtp_replies.enhanced_code((550, b"Error 5.1.1")) == ""
