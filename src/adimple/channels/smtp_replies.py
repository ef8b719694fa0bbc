"""What an SMTP reply or a lost connection means for a message: replies → Receipt, with a pt-BR phrase.

A reply judges the person's address only at RCPT and after the text. What the server says of the connection, the
password or the sender is about our settings: those are temporary (and an outage), so that a wrong password
never turns a whole portfolio of addresses into bounces.
"""

import re
import smtplib
import socket
import ssl
from typing import Literal

from adimple.channels.channel import Receipt
from adimple.domain.errors import Invalid

type Stage = Literal["mail", "rcpt", "data", "end"]
type Reply = tuple[int, bytes]

ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
CONNECT_ERRORS = (OSError, smtplib.SMTPException, Invalid)


def accepted(provider_id: str, reply: Reply) -> Receipt:
    """The server took the message."""
    return Receipt("accepted", provider_id, "smtp.aceita", f"Aceita pelo servidor de e-mail: {quote(reply)}.")


def read_refusal(stage: Stage, reply: Reply, provider_id: str) -> Receipt:
    """What a reply other than success means at that stage of one message."""
    code, said = reply[0], quote(reply)
    if code == 421:
        return _temporary(provider_id, "smtp.fora_do_ar", f"O servidor pediu uma pausa: {said}.", is_outage=True)
    if 400 <= code < 500:
        return _temporary(provider_id, "smtp.tente_depois", f"O servidor pediu para tentar mais tarde: {said}.")
    if 500 <= code < 600:
        return _read_500(stage, reply, provider_id)
    if stage == "end":
        return uncertain(provider_id)
    phrase = f"O servidor deu uma resposta fora do padrão SMTP: {said}. Confira servidor e porta em Configurações."
    return _temporary(provider_id, "smtp.resposta_estranha", phrase, is_outage=True)


def _read_500(stage: Stage, reply: Reply, provider_id: str) -> Receipt:
    code, said, enhanced = reply[0], quote(reply), enhanced_code(reply)
    if code == 552 and stage in ("mail", "end"):
        phrase = f"A mensagem passa do tamanho que o servidor aceita: {said}."
        return Receipt("permanent", provider_id, "smtp.mensagem_grande", phrase)
    if code in (530, 535) or stage == "mail":
        phrase = f"O servidor recusou o remetente: {said}. Confira remetente, usuário e senha em Configurações."
        return _temporary(provider_id, "smtp.remetente_recusado", phrase, is_outage=True)
    if stage != "rcpt":
        phrase = f"O servidor recusou a mensagem: {said}."
        return Receipt("permanent", provider_id, "smtp.mensagem_recusada", phrase)
    if enhanced == "5.2.2" or code == 552:
        phrase = f"A caixa desta pessoa está cheia: {said}. Use outro canal."
        return Receipt("permanent", provider_id, "smtp.caixa_cheia", phrase)
    if enhanced.startswith("5.7."):
        phrase = f"O servidor recusou por política dele, não pelo endereço: {said}. Use outro canal."
        return Receipt("permanent", provider_id, "smtp.politica", phrase)
    phrase = f"O servidor recusou este endereço: {said}. Confira o e-mail com a pessoa ou use outro canal."
    return Receipt("permanent", provider_id, "smtp.endereco_recusado", phrase)


def not_sendable(error: Invalid) -> Receipt:
    """What was refused here, before any network: the person's address or text, or else our own settings."""
    if error.field in ("to", "to_name", "subject", "text"):
        return Receipt("permanent", "", "mensagem.invalida", error.phrase)
    return _temporary("", "mensagem.remetente_invalido", error.phrase, is_outage=True)


def lost_before_end(provider_id: str) -> Receipt:
    """The connection fell before the end of the text: the server cannot have taken the message."""
    return _temporary(provider_id, "smtp.conexao_caiu", "A conexão caiu antes do fim do envio. Nada foi entregue.")


def uncertain(provider_id: str) -> Receipt:
    """The whole text left and no readable answer came: it may have been taken."""
    phrase = (
        "A conexão caiu depois do texto e antes da resposta: a mensagem pode ter sido entregue. "
        "Não reenviamos sozinhos, para ninguém receber duas vezes."
    )
    return Receipt("uncertain", provider_id, "smtp.sem_resposta", phrase)


def connect_failure(error: Exception, host: str, port: int) -> Receipt:
    """Why no connection could be opened. What a stranger's port answers is not repeated."""
    place = f"{host}:{port}"
    match error:
        case Invalid():
            code, phrase = "smtp.configuracao", error.phrase
        case ssl.SSLCertVerificationError():
            code = "smtp.certificado"
            phrase = (
                f"O certificado de {place} não confere ({error.verify_message}). Nada foi enviado. "
                "Confira o nome do servidor."
            )
        case ssl.SSLError():
            code = "smtp.tls"
            phrase = f"{place} não aceitou a conexão segura. Confira a porta: 465 usa TLS, 587 usa STARTTLS."
        case smtplib.SMTPNotSupportedError():
            code = "smtp.nao_oferece"
            phrase = f"{place} não oferece STARTTLS ou senha como pedido. Confira a segurança escolhida."
        case smtplib.SMTPAuthenticationError():
            code = "smtp.autenticacao"
            phrase = (
                f"{place} recusou usuário ou senha. Digite-os de novo; alguns provedores pedem uma senha de aplicativo."
            )
        case socket.gaierror():
            code, phrase = "smtp.host_desconhecido", f"Não encontramos o servidor {host}. Confira o nome."
        case TimeoutError():
            code, phrase = "smtp.sem_conexao", f"{place} não respondeu a tempo. Confira a porta e o firewall."
        case smtplib.SMTPException():
            code = "smtp.recusou_conexao"
            phrase = f"{place} não atendeu como um servidor de e-mail. Confira servidor, porta e segurança."
        case _:
            code, phrase = "smtp.sem_conexao", f"Não foi possível conectar a {place}. Confira servidor e porta."
    return _temporary("", code, phrase, is_outage=True)


def enhanced_code(reply: Reply) -> str:
    """The enhanced status code (RFC 3463) of a reply, such as `5.1.1`; empty when it has none."""
    found = ENHANCED.match(reply[1].decode("utf-8", "replace"))
    return found.group() if found else ""


def quote(reply: Reply) -> str:
    """The server's own words, in one line of at most 200 characters."""
    said = "".join(one if one.isprintable() else " " for one in reply[1].decode("utf-8", "replace"))  # a NUL is no text
    words = " ".join(said.split())
    return f"«{reply[0]} {words[:200]}»"


def _temporary(provider_id: str, code: str, phrase: str, *, is_outage: bool = False) -> Receipt:
    return Receipt("temporary", provider_id, code, phrase, is_outage)
