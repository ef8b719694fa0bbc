"""A Pix as a PSP tells it, by webhook or by query: read strictly, never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adimple.domain import cobv_owed, limits
from adimple.domain.errors import Invalid

MAX_NAME_CHARS, MAX_NOTE_CHARS = 200, 140
_E2E_ID = re.compile(r"[a-zA-Z0-9]{32}")
_TXID = re.compile(r"[a-zA-Z0-9]{1,35}")
_DOCUMENT = re.compile(r"[0-9]{11}|[0-9A-Z]{14}")
_STATUS = re.compile(r"[A-Z_]{1,20}")
GIVEN_BACK, NOT_GIVEN_BACK = "DEVOLVIDO", "NAO_REALIZADO"  # any other status: on its way


@dataclass(frozen=True, slots=True)
class Refund:
    """Some of a Pix on its way back; it counts once `status` is DEVOLVIDO. `why`: the PSP's own words, if any."""

    id: str
    cents: int
    status: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """`end_to_end_id` is its identity in the whole of Pix. `txid` is "" when it paid no charge of ours."""

    end_to_end_id: str
    cents: int
    at: datetime
    txid: str = ""
    key: str = ""
    payer_name: str = ""
    payer_document: str = ""
    note: str = ""
    refunds: tuple[Refund, ...] = ()

    @property
    def refunded_cents(self) -> int:
        return sum(one.cents for one in self.refunds if one.status == GIVEN_BACK)


def read(told: Any) -> Received:
    """Raises Invalid with the field that is missing or is not what Bacen's API says."""
    if not isinstance(told, Mapping):
        raise Invalid("pix", "Um Pix é um objeto JSON.")
    payer = told.get("pagador") or {}
    payer = payer if isinstance(payer, Mapping) else {}
    document = str(payer.get("cpf") or payer.get("cnpj") or "")
    cents = cobv_owed.read_amount(told.get("valor"), "pix.valor")
    if cents == 0:
        raise Invalid("pix.valor", "Um Pix de valor zero não existe.")
    return Received(
        end_to_end_id=_matched(_E2E_ID, told.get("endToEndId"), "pix.endToEndId"),
        cents=cents,
        at=read_instant(told.get("horario"), "pix.horario"),
        txid=_matched(_TXID, told["txid"], "pix.txid") if told.get("txid") else "",
        key=_text(told.get("chave"), 77),
        payer_name=_text(payer.get("nome"), MAX_NAME_CHARS),
        payer_document=document if _DOCUMENT.fullmatch(document) else "",
        note=_text(told.get("infoPagador"), MAX_NOTE_CHARS),
        refunds=tuple(_refund(one) for one in _list(told.get("devolucoes"))),
    )


def read_instant(written: Any, field: str) -> datetime:
    """RFC 3339, with its zone. Raises Invalid."""
    try:
        at = datetime.fromisoformat(written)
    except (TypeError, ValueError) as error:
        raise Invalid(field, f"«{written}» não é um instante: escreva como 2026-01-31T10:00:00Z.") from error
    if at.tzinfo is None:
        raise Invalid(field, f"«{written}» não diz o fuso horário.")
    if not limits.EARLIEST_YEAR <= at.year <= limits.LATEST_YEAR:  # its day in São Paulo may not exist
        raise Invalid(field, f"«{written}» não é um dia em que alguém pague.")
    return at


def _list(told: Any) -> list[Any]:
    if not isinstance(told or [], list):
        raise Invalid("devolucoes", "As devoluções de um Pix são uma lista.")
    return told or []


def read_refund(told: Any) -> Refund:
    """Raises Invalid."""
    return _refund(told)


def _refund(told: Any) -> Refund:
    if not isinstance(told, Mapping):
        raise Invalid("devolucao", "Uma devolução é um objeto JSON.")
    return Refund(
        id=_matched(_TXID, told.get("id"), "devolucao.id"),
        cents=cobv_owed.read_amount(told.get("valor"), "devolucao.valor"),
        status=_matched(_STATUS, told.get("status"), "devolucao.status"),
        why=_text(told.get("motivo"), MAX_NOTE_CHARS),
    )


def _matched(pattern: re.Pattern[str], written: Any, field: str) -> str:
    if not isinstance(written, str) or not pattern.fullmatch(written):
        raise Invalid(field, f"O campo {field} não é o que a API Pix diz.")
    return written


def _text(written: Any, most: int) -> str:
    """One line, without what a database or a page cannot show."""
    if not isinstance(written, str):
        return ""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in written).split())[:most]
