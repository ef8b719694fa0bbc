"""The régua that ships, as a document: from five days before the due date to the end of the friendly phase."""

from datetime import date
from typing import Any

PROFILES = {"pf": "Pessoas", "pj": "Empresas"}

_WRITTEN = ["email", "whatsapp", "sms"]
_CALL_MINIMUM_CENTS = 30_00  # below this a person's time costs more than the call can bring
_LETTER_MINIMUM_CENTS = 100_00  # a registered letter is not free


def document(*, effective_on: date, version: int = 1) -> dict[str, Any]:
    """The shipped régua for `document.read_regua`, in force from a day. One step of each code and profile."""
    return {
        "code": "amigavel",
        "name": "Régua amigável",
        "version": version,
        "effective_on": effective_on.isoformat(),
        "steps": [*_pf(), *_pj()],
    }


def _pf() -> list[dict[str, Any]]:
    return [
        _written("pf", "lembrete_d5", -5, "lembrete", "pf_lembrete"),
        _written("pf", "vence_hoje", 0, "aviso_vencimento", "pf_vencimento"),
        _written("pf", "vencido_d2", 2, "aviso_atraso", "pf_talvez_esqueceu"),
        _written("pf", "vencido_d5", 5, "aviso_atraso", "pf_aviso_5"),
        _written("pf", "vencido_d10", 10, "aviso_atraso", "pf_aviso_10"),
        _written("pf", "vencido_d15", 15, "aviso_atraso", "pf_aviso_15"),
        _by_hand("pf", "ligacao_d20", 20, "ligacao", "pf_ligacao", _CALL_MINIMUM_CENTS),
        _written("pf", "conversa_d30", 30, "proposta_contato", "pf_conversa"),
        _by_hand("pf", "carta_d40", 40, "carta", "pf_carta", _LETTER_MINIMUM_CENTS),
        _written("pf", "conversa_d50", 50, "proposta_contato", "pf_retomada"),
        _written("pf", "encerramento_d60", 60, "encerramento_amigavel", "pf_encerramento"),
    ]


def _pj() -> list[dict[str, Any]]:
    return [
        _written("pj", "lembrete_d5", -5, "lembrete", "pj_lembrete"),
        _written("pj", "vence_hoje", 0, "aviso_vencimento", "pj_vencimento"),
        _written("pj", "vencido_d3", 3, "aviso_atraso", "pj_confirmacao"),
        _written("pj", "vencido_d7", 7, "aviso_atraso", "pj_aviso_7"),
        _written("pj", "vencido_d15", 15, "aviso_atraso", "pj_aviso_15"),
        _by_hand("pj", "ligacao_d20", 20, "ligacao", "pj_ligacao", _CALL_MINIMUM_CENTS),
        _written("pj", "conversa_d30", 30, "proposta_contato", "pj_conversa"),
        _written("pj", "encerramento_d45", 45, "encerramento_amigavel", "pj_encerramento"),
    ]


def _written(profile: str, code: str, day: int, kind: str, template: str) -> dict[str, Any]:
    step = {"code": code, "profile": profile, "day": day, "kind": kind, "template": template}
    return {**step, "channels": list(_WRITTEN), "minimum_cents": 0}


def _by_hand(profile: str, code: str, day: int, kind: str, template: str, minimum_cents: int) -> dict[str, Any]:
    step = {"code": code, "profile": profile, "day": day, "kind": kind, "template": template}
    return {**step, "minimum_cents": minimum_cents}
