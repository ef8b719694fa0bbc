"""The events of a PSP, and of the address where people pay, as pt-BR sentences."""

from collections.abc import Callable
from typing import Any

from adimple.domain import money, pix_events
from adimple.domain.account_events import LinkHostRemoved, LinkHostSaved, LinkHostVerified

KINDS = {"cob": "Pix do dia", "cobv": "Pix com vencimento"}
WHYS = {
    "closed": "o título foi fechado",
    "changed": "o valor ou as condições mudaram",
    "expired": "passou o último dia em que se paga",
}


def _told(event: pix_events.PixChargeAsked | pix_events.PixChargeMade, verb: str) -> str:
    kind = KINDS.get(event.charge_kind, event.charge_kind)
    return f"Cobrança do título {event.titulo_id} {verb} ({kind}): {money.format_brl(event.cents)}."


def _diverged(event: pix_events.PixDiverged) -> str:
    many = f"{event.untold} Pix" if event.untold != 1 else "1 Pix"
    told = [f"{many} sem aviso do PSP, {money.format_brl(event.cents)}"] if event.untold else []
    if event.unknown:
        told.append(f"{event.unknown} Pix gravado(s) aqui que o PSP não conhece")
    return f"Conferência com o PSP achou diferença: {'; '.join(told)}."


def _host(event: LinkHostSaved | LinkHostVerified | LinkHostRemoved) -> str:
    return f": {event.host}" if event.host else ""


SENTENCES: dict[str, Callable[[Any], str]] = {
    "psp_account.saved": lambda e: f"Conta no PSP {e.psp_account_id} gravada.",
    "psp_account.closed": lambda e: f"Conta no PSP {e.psp_account_id} encerrada.",
    "psp_account.tested": lambda e: (
        f"Teste da conta no PSP {e.psp_account_id}: {'funcionou' if e.succeeded else 'falhou'}."
    ),
    "pix_charge.asked": lambda e: _told(e, "pedida ao PSP"),
    "pix_charge.made": lambda e: _told(e, "registrada no PSP"),
    "pix_charge.refused": lambda e: f"Pix do título {e.titulo_id} não registrado: {e.code}.",
    "pix_charge.removed": lambda e: f"Pix do título {e.titulo_id} retirado: {WHYS.get(e.end, e.end)}.",
    "pix_refund.asked": lambda e: (
        f"Devolução {e.refund_number} do recebimento {e.incoming_id} pedida ao PSP: {money.format_brl(e.cents)}."
    ),
    "pix_refund.returned": lambda e: f"Recebimento {e.incoming_id}: {money.format_brl(e.cents)} devolvidos pelo PSP.",
    "pix_refund.not_done": lambda e: (
        f"Recebimento {e.incoming_id}: a devolução de {money.format_brl(e.cents)} não aconteceu ({e.code})."
    ),
    "pix.diverged": _diverged,
    "link_host.saved": lambda e: f"Endereço próprio dos links gravado{_host(e)}. Vale depois de verificado.",
    "link_host.verified": lambda e: f"Endereço próprio dos links verificado{_host(e)}. Os links saem com ele.",
    "link_host.removed": lambda e: f"Endereço próprio dos links retirado{_host(e)}. Nenhum link novo sai com ele.",
}
