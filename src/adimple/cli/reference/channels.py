"""Channels: how a person may be reached, and what leaves by itself."""

from adimple import channels
from adimple.cli.reference import markdown
from adimple.cli.reference.markdown import Listing

ADDRESSES = {"email": "e-mail", "phone": "telefone", "cep": "endereço (CEP)"}
INTRO = """
Um canal é uma maneira de alcançar uma pessoa. O que sai sozinho é enviado pelo processo de envios; o que não sai
sozinho vira uma tarefa, com roteiro e resultado, para alguém da equipe. Acrescentar um canal é acrescentar um arquivo:
[dev/add-a-channel.md](../dev/add-a-channel.md).
"""


def listing() -> Listing:
    rows = tuple(
        (
            channel.code,
            channel.name,
            ADDRESSES[channel.address],
            f"{channel.max_chars:,}".replace(",", "."),
            "sozinho" if channel.automatic else "tarefa",
            channel.task_phrase,
        )
        for channel in channels.all_channels()
    )
    columns = ("Código", "Canal", "Precisa de", "Máximo de caracteres", "Sai", "O que se pede a quem faz a tarefa")
    return Listing("Canais", "channels/", columns, rows)


def page() -> str:
    return markdown.page("Canais", INTRO, markdown.listing(listing()))
