"""What the PSP of this machine knows: charges, Pix received, refunds and webhooks, kept in a file that only grows.

Every line of the file is what something became; the last line about it holds. One lock: a call is atomic.
"""

import json
import os
import secrets
import string
import threading
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adimple.domain import cobv_owed, pix
from adimple.domain.cobv_owed import Components, write_amount
from adimple.sandbox import psp_rules
from adimple.sandbox.psp_rules import REMOVED, Problem, check_charge

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
ISPB = "99999999"
PAYEE = {
    "cnpj": "11222333000181",
    "nome": "Recebedor de Teste",
    "logradouro": "Rua do Modelo, 100",
    "cidade": "São Paulo",
    "uf": "SP",
    "cep": "01001000",
}
REFUND_DAYS = 90
ACTIVE, DONE = "ATIVA", "CONCLUIDA"
REFUND_ENDS = (RETURNED, WAITING, FAILED) = ("DEVOLVIDO", "EM_PROCESSAMENTO", "NAO_REALIZADO")
_LETTERS = string.ascii_letters + string.digits

type Json = dict[str, Any]


@dataclass(slots=True)
class Knobs:
    """Failures on purpose. The counts run down to zero; `lost` are calls that are applied and never answered."""

    lost: int = 0
    failed_before: int = 0  # 500, nothing applied
    failed_after: int = 0  # 500, and applied
    slow_s: float = 0.0
    copies: int = 1  # of each webhook call
    is_mute: bool = False  # webhooks are not called
    refuses_again: bool = False  # a PUT of a txid that exists is refused, as some PSPs do
    skew_s: float = 0.0  # of its clock
    refunds: int = 0  # how a new one ends: an index of REFUND_ENDS


@dataclass(slots=True)
class Book:
    folder: Path
    address: str  # where its pages are: charges are found under it
    clock: Callable[[], datetime]
    knobs: Knobs = field(default_factory=Knobs)
    tell: Callable[[str, Json], None] = lambda url, body: None  # calls a webhook
    charges: dict[str, Json] = field(default_factory=dict)  # by txid
    received: dict[str, Json] = field(default_factory=dict)  # by endToEndId
    webhooks: dict[str, Json] = field(default_factory=dict)  # by key
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._file.exists():
            for line in self._file.read_text("utf-8").splitlines():
                self._take(*json.loads(line))

    @property
    def _file(self) -> Path:
        return self.folder / "book.jsonl"

    def payee_of(self, key: str) -> Json:
        """Who opened the account of a key, where that was told, in `holders.json`; else a name of nobody's."""
        file = self.folder / "holders.json"
        known = json.loads(file.read_text("utf-8")).get(key) if file.exists() else None
        if known is None:
            return dict(PAYEE)
        return {name: text for name, text in PAYEE.items() if name != "cnpj"} | known

    def now(self) -> datetime:
        return self.clock() + timedelta(seconds=self.knobs.skew_s)

    def today(self) -> date:
        return self.now().astimezone(SAO_PAULO).date()

    # --- charges ---

    def put_charge(self, kind: str, txid: str, body: Json) -> Json:
        """A new charge, or the active one with that txid said anew. Raises Problem."""
        with self._lock:
            known = self.charges.get(txid)
            if known is None:
                check_charge(kind, txid, body, self.today())
                return self._keep_charge(self._new_charge(kind, txid, body))
            if self.knobs.refuses_again:
                raise Problem(psp_rules.invalid(kind), "Já existe uma cobrança com este txid.")
            return self._revise(kind, known, body)

    def patch_charge(self, kind: str, txid: str, body: Json) -> Json:
        with self._lock:
            known = self.get_charge(kind, txid)
            if body.get("status") == REMOVED:
                self._check_active(kind, known)
                known = deepcopy(self.charges[txid])
                known["status"], known["revisao"] = REMOVED, known["revisao"] + 1
                return self._keep_charge(known)
            kept = {name: known[name] for name in ("calendario", "devedor", "valor", "chave") if name in known}
            return self._revise(kind, known, kept | body)

    def get_charge(self, kind: str, txid: str) -> Json:
        with self._lock:
            known = self.charges.get(txid)
            if known is None or known["loc"]["tipoCob"] != kind:
                raise Problem("NaoEncontrado", "Entidade não encontrada.")
            paid = [one for one in self.received.values() if one.get("txid") == txid]
            return deepcopy(known) | ({"pix": deepcopy(paid)} if paid else {})

    def list_charges(self, kind: str, since: datetime, until: datetime) -> list[Json]:
        with self._lock:
            return [
                self.get_charge(kind, txid)
                for txid, one in self.charges.items()
                if one["loc"]["tipoCob"] == kind and since <= read_instant(one["calendario"]["criacao"]) <= until
            ]

    def charge_at(self, location: str) -> Json | None:
        """Of the address in a BR Code."""
        with self._lock:
            return next((deepcopy(one) for one in self.charges.values() if one["loc"]["location"] == location), None)

    def _new_charge(self, kind: str, txid: str, body: Json) -> Json:
        location = f"{self.address}/qr/v2/{kind}/{secrets.token_hex(16)}"
        made = write_instant(self.now())
        payee = self.payee_of(body["chave"])
        given = ("devedor", "valor", "chave", "solicitacaoPagador", "infoAdicionais")
        charge: Json = {name: deepcopy(body[name]) for name in given if name in body}
        defaults = {"expiracao": 86_400} if kind == "cob" else {"validadeAposVencimento": 30}
        charge |= {
            "calendario": {"criacao": made} | defaults | (body.get("calendario") or {}),
            "txid": txid,
            "revisao": 0,
            "loc": {
                "id": len(self.charges) + 1,
                "location": location,
                "tipoCob": kind,
                "criacao": made,
                "txid": txid,
            },
            "location": location,
            "status": ACTIVE,
            "pixCopiaECola": pix.dynamic_br_code(location=location, payee=payee["nome"], city=payee["cidade"]),
        }
        return charge | ({"recebedor": payee} if kind == "cobv" else {})

    def _revise(self, kind: str, known: Json, body: Json) -> Json:
        if known["loc"]["tipoCob"] != kind:
            raise Problem(psp_rules.invalid(kind), "O txid é de uma cobrança de outro tipo.")
        self._check_active(kind, known)
        check_charge(
            kind, known["txid"], body, read_instant(known["calendario"]["criacao"]).astimezone(SAO_PAULO).date()
        )
        revised = self._new_charge(kind, known["txid"], body)
        for name in ("loc", "location", "pixCopiaECola"):
            revised[name] = known[name]
        revised["calendario"]["criacao"] = known["calendario"]["criacao"]
        revised["revisao"] = known["revisao"] + 1
        return self._keep_charge(revised)

    def _check_active(self, kind: str, known: Json) -> None:
        if known["status"] != ACTIVE:
            detail = "Cobrança não encontra-se mais com o status ATIVA, somente cobranças ativas podem ser revisadas."
            raise Problem(psp_rules.invalid(kind), detail)

    def _keep_charge(self, charge: Json) -> Json:
        self._write("charge", charge["txid"], charge)
        return deepcopy(charge)

    # --- money ---

    def owed(self, charge: Json, on: date) -> Components | None:
        """What the charge asks of who pays on `on`; None when it is not paid any more on that day."""
        calendario = charge["calendario"]
        if charge["status"] != ACTIVE:
            return None
        if charge["loc"]["tipoCob"] == "cob":
            ends = read_instant(calendario["criacao"]) + timedelta(seconds=int(calendario["expiracao"]))
            is_over = on > ends.astimezone(SAO_PAULO).date() or (on == self.today() and self.now() > ends)
            return None if is_over else Components(cobv_owed.read_amount(charge["valor"]["original"], "valor.original"))
        due_on = date.fromisoformat(calendario["dataDeVencimento"])
        if on > cobv_owed.last_day(due_on, int(calendario["validadeAposVencimento"])):
            return None
        return cobv_owed.charged(charge["valor"], due_on=due_on, on=on)

    def pay_charge(self, txid: str, on: date, payer: Mapping[str, str]) -> Json:
        """The charge as it asks on that day. Raises Problem when it is not paid any more."""
        with self._lock:
            charge = deepcopy(self.charges[txid])
            parts = self.owed(charge, on)
            if parts is None:
                raise Problem("PixDevolucaoInvalida", "Esta cobrança não aceita mais pagamento.")
            charge["status"] = DONE
            self._keep_charge(charge)
            return self._receive(parts, charge["chave"], on, payer, txid)

    def pay_key(self, key: str, cents: int, on: date, payer: Mapping[str, str], txid: str = "") -> Json:
        """Any amount to a key: a static code, or none."""
        with self._lock:
            return self._receive(Components(cents), key, on, payer, txid)

    def _receive(self, parts: Components, key: str, on: date, payer: Mapping[str, str], txid: str) -> Json:
        at = self._at(on)
        named = (("multa", parts.multa_cents), ("juros", parts.juros_cents), ("desconto", parts.discount_cents))
        one: Json = {
            "endToEndId": _numbered("E", at),
            "valor": write_amount(parts.total_cents),
            "componentesValor": {"original": {"valor": write_amount(parts.original_cents)}}
            | {name: {"valor": write_amount(cents)} for name, cents in named if cents}
            | ({"abatimento": {"valor": write_amount(parts.abatimento_cents)}} if parts.abatimento_cents else {}),
            "chave": key,
            "horario": write_instant(at),
            "pagador": dict(payer),
        }
        if txid:
            one["txid"] = txid
        self._write("pix", one["endToEndId"], one)
        self._notify(one)
        return deepcopy(one)

    def _at(self, on: date) -> datetime:
        """Now, or the same hour of another day."""
        local = self.now().astimezone(SAO_PAULO)
        return local.replace(year=on.year, month=on.month, day=on.day).astimezone(UTC)

    def get_pix(self, e2e: str) -> Json:
        with self._lock:
            if e2e not in self.received:
                raise Problem("NaoEncontrado", "Entidade não encontrada.")
            return deepcopy(self.received[e2e])

    def list_pix(self, since: datetime, until: datetime) -> list[Json]:
        """Received, or given back, in between; oldest first."""
        with self._lock:
            found = [one for one in self.received.values() if any(since <= at <= until for at in _instants(one))]
            return deepcopy(sorted(found, key=lambda one: one["horario"]))

    def refund(self, e2e: str, refund_id: str, written: Any) -> Json:
        """Gives back some of it; the same id twice is refused. Raises Problem."""
        with self._lock:
            one = self.get_pix(e2e)
            given = one.setdefault("devolucoes", [])
            cents = _cents_or_none(written)
            left = _cents(one) - sum(_cents(other) for other in given if other["status"] != FAILED)
            wrong = ""
            if not psp_rules.DEVOLUCAO_ID.fullmatch(refund_id) or any(other["id"] == refund_id for other in given):
                wrong = "O id da devolução já foi usado, ou não respeita o schema."
            elif cents is None or not 0 < cents <= left:
                wrong = "O valor não respeita o schema, ou as devoluções passam do valor do Pix."
            elif self.now() - read_instant(one["horario"]) > timedelta(days=REFUND_DAYS):
                wrong = f"O Pix foi recebido há mais de {REFUND_DAYS} dias."
            if wrong or cents is None:
                raise Problem("PixDevolucaoInvalida", wrong)
            at = self.now()
            done = {
                "id": refund_id,
                "rtrId": _numbered("D", at),
                "valor": write_amount(cents),
                "horario": {"solicitacao": write_instant(at)},
                "status": WAITING,
            }
            given.append(done)
            self._write("pix", e2e, one)
            ends = REFUND_ENDS[self.knobs.refunds]
            return dict(done) if ends == WAITING else self.end_refund(e2e, refund_id, ends)

    def end_refund(self, e2e: str, refund_id: str, status: str) -> Json:
        """What waited goes back, or does not. Raises Problem."""
        with self._lock:
            one = self.get_pix(e2e)
            waits = (
                other for other in one.get("devolucoes", ()) if (other["id"], other["status"]) == (refund_id, WAITING)
            )
            done = next(waits, None)
            if done is None:
                raise Problem("NaoEncontrado", "Entidade não encontrada.")
            done["status"] = status
            if status == RETURNED:
                done["horario"]["liquidacao"] = write_instant(self.now())
            else:
                done["motivo"] = "O PSP de quem pagou não aceitou a devolução."
            self._write("pix", e2e, one)
            self._notify(one)
            return dict(done)

    # --- webhooks ---

    def put_webhook(self, key: str, url: Any) -> None:
        is_address = isinstance(url, str) and url.startswith(("https://", "http://127.0.0.1", "http://localhost"))
        if not is_address:
            raise Problem("WebhookOperacaoInvalida", "O campo webhook.webhookUrl não respeita o schema.")
        with self._lock:
            one = {"webhookUrl": url, "chave": key, "criacao": write_instant(self.now())}
            self._write("webhook", key, one)

    def get_webhook(self, key: str) -> Json:
        with self._lock:
            if not self.webhooks.get(key):
                raise Problem("NaoEncontrado", "Entidade não encontrada.")
            return dict(self.webhooks[key])

    def delete_webhook(self, key: str) -> None:
        with self._lock:
            self.get_webhook(key)
            self._write("webhook", key, {})

    def _notify(self, one: Json) -> None:
        """As Bacen: only a Pix with txid, and what was given back of it."""
        hook = self.webhooks.get(one["chave"])
        if hook and "txid" in one and not self.knobs.is_mute:
            for _ in range(max(self.knobs.copies, 1)):
                self.tell(hook["webhookUrl"].rstrip("/") + "/pix", {"pix": [deepcopy(one)]})

    # --- the file ---

    def _write(self, what: str, key: str, value: Json) -> None:
        with os.fdopen(
            os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
        ) as file:
            file.write(json.dumps([what, key, value], ensure_ascii=False) + "\n")
        self._take(what, key, value)

    def _take(self, what: str, key: str, value: Json) -> None:
        {"charge": self.charges, "pix": self.received, "webhook": self.webhooks}[what][key] = value


def read_instant(written: str) -> datetime:
    """RFC 3339. Raises ValueError, for one without its zone too."""
    read = datetime.fromisoformat(written)
    if read.tzinfo is None:
        raise ValueError(written)
    return read


def write_instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _instants(one: Json) -> list[datetime]:
    refunds = [other["horario"]["solicitacao"] for other in one.get("devolucoes", ())]
    return [read_instant(written) for written in (one["horario"], *refunds)]


def _numbered(letter: str, at: datetime) -> str:
    tail = "".join(secrets.choice(_LETTERS) for _ in range(11))
    return f"{letter}{ISPB}{at.astimezone(UTC):%Y%m%d%H%M}{tail}"


def _cents(one: Json) -> int:
    return cobv_owed.read_amount(one["valor"], "valor")


def _cents_or_none(written: Any) -> int | None:
    is_amount = isinstance(written, str) and cobv_owed.AMOUNT.fullmatch(written)
    return cobv_owed.read_amount(written, "valor") if is_amount else None
