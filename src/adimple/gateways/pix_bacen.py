"""Bacen's Pix API 2.9.0, as every PSP offers it: OAuth2, certificates on both sides, charges and what was received.

A PUT that failed may have been applied all the same. So after any error the charge is asked for and compared before
another try; the txid is ours, and asking twice for it makes one charge. A deliberate change is a PATCH.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from adimple.domain import cobv, cobv_owed, pix_received
from adimple.domain.errors import Invalid
from adimple.domain.pix_received import Received, Refund
from adimple.gateways.gateway import OTHER_REFUND, Account, Body, Charge, Fault, Gateway, Kind
from adimple.gateways.https import Wire, opened

PUTS = 2  # of one charge, in one go
PAGE_ITEMS = 100
MOST_PAGES = 1_000
REMOVED = "REMOVIDA_PELO_USUARIO_RECEBEDOR"
NEVER_HEARD = ("psp.unreachable", "psp.denied")  # what was asked did not reach the account
_OTHER_TERMS = "O PSP tem esta cobrança com outros termos. Nada foi mudado."


class PixBacen:
    """The port `Psp` over HTTPS."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    # --- charges ---

    def put_cob(self, txid: str, body: Body) -> Charge | Fault:
        return self._put("cob", txid, body)

    def put_cobv(self, txid: str, body: Body) -> Charge | Fault:
        return self._put("cobv", txid, body)

    def review(self, kind: Kind, txid: str, body: Body) -> Charge | Fault:
        """The active charge says `body` from now on."""
        return self._change(kind, txid, body, lambda found: found.is_active and cobv.says(found.terms, body))

    def cancel(self, kind: Kind, txid: str) -> Charge | Fault:
        """Nobody pays it any more."""
        return self._change(kind, txid, {"status": REMOVED}, lambda found: not found.is_active and not found.is_paid)

    def get(self, kind: Kind, txid: str) -> Charge | Fault | None:
        """None when the PSP knows no such charge."""
        told = self._wire.call("GET", _at(kind, txid))
        if isinstance(told, Fault):
            return None if told.code == "psp.not_found" else told
        return _charge(kind, txid, told)

    def _put(self, kind: Kind, txid: str, body: Body) -> Charge | Fault:
        for _ in range(PUTS):
            answer = self._read(kind, txid, self._wire.call("PUT", _at(kind, txid), body))
            if isinstance(answer, Charge):
                return answer if cobv.says(answer.terms, body) else Fault("psp.other_terms", _OTHER_TERMS)
            found = self.get(kind, txid)
            if isinstance(found, Charge):
                is_it = cobv.says(found.terms, body) and (found.is_active or found.is_paid)
                return found if is_it else Fault("psp.other_terms", _OTHER_TERMS)
            if isinstance(found, Fault) or not answer.may_have_applied:
                return answer
        return answer

    def _change(self, kind: Kind, txid: str, body: Body, is_done: Callable[[Charge], bool]) -> Charge | Fault:
        answer = self._read(kind, txid, self._wire.call("PATCH", _at(kind, txid), body))
        if isinstance(answer, Charge) and is_done(answer):
            return answer
        found = self.get(kind, txid)
        if isinstance(found, Charge) and is_done(found):
            return found
        if isinstance(found, Charge) and found.is_paid:
            return Fault("psp.paid", "A cobrança já foi paga: não muda mais.")
        if isinstance(answer, Fault):
            return answer
        return Fault("psp.other_terms", _OTHER_TERMS)

    def _read(self, kind: Kind, txid: str, told: dict[str, Any] | Fault) -> Charge | Fault:
        return told if isinstance(told, Fault) else _charge(kind, txid, told)

    # --- money ---

    def get_pix(self, end_to_end_id: str) -> Received | Fault | None:
        """None when the PSP received no such Pix."""
        told = self._wire.call("GET", f"pix/{quote(end_to_end_id, safe='')}")
        if isinstance(told, Fault):
            return None if told.code == "psp.not_found" else told
        return _received(told)

    def list_pix(self, since: datetime, until: datetime) -> list[Received] | Fault:
        """All that was received, or given back, in between; what cannot be read stops it all."""
        found = self._pages("pix", "pix", since, until)
        if isinstance(found, Fault):
            return found
        read = [_received(one) for one in found]
        faults = [one for one in read if isinstance(one, Fault)]
        return faults[0] if faults else [one for one in read if isinstance(one, Received)]

    def refund(self, end_to_end_id: str, refund_id: str, cents: int) -> Refund | Fault:
        """Gives back some of a Pix. The same id is one refund: after an error it is asked for before another try."""
        is_doubted = False
        for _ in range(PUTS):
            told = self._wire.call("PUT", _back(end_to_end_id, refund_id), {"valor": cobv_owed.write_amount(cents)})
            answer = _refund(told, refund_id, cents)
            if isinstance(answer, Refund) or (answer.code in NEVER_HEARD and not is_doubted):
                return answer
            is_doubted |= answer.may_have_applied
            found = self.get_refund(end_to_end_id, refund_id, cents)
            if isinstance(found, Refund):
                return found
            if isinstance(found, Fault):  # refused, maybe, because it was done before
                return found if found == OTHER_REFUND else replace(answer, may_have_applied=True)
            if not answer.may_have_applied:
                return replace(answer, may_have_applied=is_doubted)  # what it refuses now, it may have done before
        return answer

    def get_refund(self, end_to_end_id: str, refund_id: str, cents: int) -> Refund | Fault | None:
        """None when the PSP knows no such devolução; a Fault too for one of other cents."""
        told = self._wire.call("GET", _back(end_to_end_id, refund_id))
        if isinstance(told, Fault) and told.code == "psp.not_found":
            return None
        return _refund(told, refund_id, cents)

    # --- webhooks ---

    def put_webhook(self, key: str, url: str) -> Fault | None:
        """Replaces what was there."""
        told = self._wire.call("PUT", _hook(key), {"webhookUrl": url})
        return told if isinstance(told, Fault) else None

    def get_webhook(self, key: str) -> str | Fault:
        """Its address; "" for none."""
        told = self._wire.call("GET", _hook(key))
        if isinstance(told, Fault):
            return "" if told.code == "psp.not_found" else told
        return str(told.get("webhookUrl", ""))

    def _pages(self, path: str, name: str, since: datetime, until: datetime) -> list[dict[str, Any]] | Fault:
        found: list[dict[str, Any]] = []
        for page in range(MOST_PAGES):
            query = {
                "inicio": _instant(since),
                "fim": _instant(until),
                "paginacao.paginaAtual": str(page),
                "paginacao.itensPorPagina": str(PAGE_ITEMS),
            }
            told = self._wire.call("GET", path, query=query)
            if isinstance(told, Fault):
                return told
            items, pages = told.get(name, []), _page_count(told)
            if not isinstance(items, list) or pages is None:
                return Fault("psp.unreadable", "A lista do PSP veio sem a sua paginação.")
            found += items
            if page + 1 >= pages:
                return found
        return Fault("psp.too_many", "O PSP tem mais do que se lê de uma vez.")


@contextmanager
def connect(account: Account) -> Iterator[PixBacen]:
    with opened(account) as wire:
        yield PixBacen(wire)


GATEWAY = Gateway("pix_bacen", "API Pix do Banco Central", connect)


def _charge(kind: Kind, txid: str, told: dict[str, Any]) -> Charge | Fault:
    loc = told.get("loc") if isinstance(told.get("loc"), dict) else {}
    location = told.get("location") or (loc or {}).get("location") or ""
    is_well = told.get("txid") == txid and isinstance(told.get("status"), str) and isinstance(location, str)
    if not is_well:
        phrase = "O PSP respondeu uma cobrança que não se lê."
        return Fault("psp.unreadable", phrase, may_have_applied=True)
    return Charge(txid, kind, told["status"], location, str(told.get("pixCopiaECola") or ""), told)


def _received(told: Any) -> Received | Fault:
    try:
        return pix_received.read(told)
    except Invalid as wrong:
        return Fault("psp.unreadable", f"O PSP respondeu um Pix que não se lê: {wrong.phrase}")


def _refund(told: dict[str, Any] | Fault, refund_id: str, cents: int) -> Refund | Fault:
    if isinstance(told, Fault):
        return told
    try:
        read = pix_received.read_refund(told)
    except Invalid as wrong:
        return Fault("psp.unreadable", f"O PSP respondeu o que não se lê: {wrong.phrase}", may_have_applied=True)
    if read.id != refund_id:
        return Fault("psp.unreadable", "O PSP respondeu outra devolução.", may_have_applied=True)
    return read if read.cents == cents else OTHER_REFUND


def _page_count(told: dict[str, Any]) -> int | None:
    try:
        return int(told["parametros"]["paginacao"]["quantidadeDePaginas"])
    except (KeyError, TypeError, ValueError):
        return None


def _at(kind: Kind, txid: str) -> str:
    return f"{kind}/{quote(txid, safe='')}"


def _back(end_to_end_id: str, refund_id: str) -> str:
    return f"pix/{quote(end_to_end_id, safe='')}/devolucao/{quote(refund_id, safe='')}"


def _hook(key: str) -> str:
    return f"webhook/{quote(key, safe='')}"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
