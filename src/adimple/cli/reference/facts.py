"""The facts a rule asks, in words, and which of them the product knows today."""

from dataclasses import fields
from typing import Any

from adimple.domain import phrases
from adimple.domain.conduct.facts import CHANNEL_CODES, UF_CODES, Facts
from adimple.domain.conduct.verdict import Rule

WORDS = {
    "channel_code": "por qual canal seria o contato",
    "is_b2c": "julgado como consumidor",
    "uf_code": "UF onde o devedor mora",
    "initiated_by_devedor": "é resposta ao que o devedor pediu",
    "offers_credit": "oferece algo novo, além do que se deve",
    "sender_is_agency": "quem fala é empresa de cobrança ou cessionária",
    "sender_is_large": "o credor é empresa média ou grande",
    "is_sarb_signatory": "o credor é signatário da autorregulação da FEBRABAN",
    "calls_this_month": "ligações do CNPJ no mês",
    "has_call_authentication": "as ligações saem autenticadas",
    "is_caller_id_hidden": "a ligação sairia com o número oculto",
    "opted_out": "pediu para não receber por este canal",
    "in_nao_me_perturbe": "o número está no Não Me Perturbe",
    "state_optout_days": "dias do número no cadastro estadual de bloqueio",
    "has_whatsapp_opt_in": "aceitou WhatsApp deste credor",
    "is_whatsapp_cleared": "jurídico e provedor aprovaram o WhatsApp por escrito",
    "hold_ja_paguei": "diz que já pagou, e ninguém conferiu ainda",
    "hold_contestacao": "contesta a dívida, e a resposta está pendente",
    "hold_promise": "prometeu pagar, e o dia não passou",
    "hold_acordo": "o título está em acordo em dia",
    "hold_hardship": "relatou dificuldade, e o caso está em análise",
    "hold_talk": "pediu para falar com uma pessoa, e ninguém respondeu",
    "hold_pause": "a equipe pausou este título",
    "is_in_ratified_plan": "a dívida está em plano de superendividamento homologado e em dia",
    "is_deceased": "o devedor faleceu",
    "is_represented": "o devedor nomeou advogado",
    "is_wrong_person": "o endereço ou número é de outra pessoa",
    "is_prescribed": "a dívida prescreveu",
    "days_overdue": "dias depois do vencimento",
    "attempts_today": "tentativas com esta pessoa hoje, todos os canais e credores",
    "contacts_today": "contatos efetivos com esta pessoa hoje",
    "contacts_this_week": "contatos efetivos com esta pessoa em sete dias",
    "targets_workplace": "o contato é do trabalho do devedor",
    "workplace_opted_out": "pediu para não ser procurado no trabalho",
    "has_other_address": "há outro contato, pessoal",
    "targets_heir": "o contato é com parente do falecido",
    "targets_estate": "o contato é com o espólio",
    "targets_reference": "o número é de pessoa dada como referência",
    "targets_third_party": "o contato é de terceiro",
    "targets_lawyer": "o contato é com o advogado do devedor",
    "discloses_debt": "o contato fala da dívida",
    "is_authenticated": "quem atende provou ser o devedor",
    "answered_by_third_party": "outra pessoa adulta atendeu",
    "answered_by_minor": "criança ou adolescente atendeu",
    "is_line_shared": "outras pessoas usam esta linha ou caixa",
    "is_recorded": "a ligação é gravada, com operador, data e hora",
    "is_credor_identified": "nome, endereço e CPF ou CNPJ do credor estão lá",
    "is_itemised": "valor original e cada acréscimo vêm separados",
    "is_public": "outras pessoas veriam",
    "has_threat": "o texto ameaça",
    "has_falsehood": "o texto diz o que não é verdade",
    "has_sensitive_data": "o texto cita dado sensível",
}

# What the night or the minute of sending fills in; every other fact keeps its default until a screen asks for it.
KNOWN = frozenset(
    {
        "channel_code", "is_b2c", "uf_code", "initiated_by_devedor", "sender_is_agency", "is_credor_identified",
        "opted_out", "has_whatsapp_opt_in", "is_wrong_person", "is_prescribed", "days_overdue", "discloses_debt",
        "attempts_today", "contacts_today", "contacts_this_week", "hold_ja_paguei", "hold_contestacao", "hold_promise",
        "hold_acordo", "hold_hardship", "hold_talk", "hold_pause", "is_deceased", "is_represented", "is_recorded",
    }
)  # fmt: skip

_CHANNELS = {number: code for code, number in CHANNEL_CODES.items()}
_UFS = {number: uf for uf, number in UF_CODES.items()}


class _Seen:
    """Facts that remember which of them were asked."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self.facts, name)


def read_by(rule: Rule) -> tuple[str, ...]:
    """The names of the facts a rule asks, in the order of Facts."""
    seen = _Seen(rule.examples[0][0])
    rule.blocks(seen)
    return tuple(field.name for field in fields(Facts) if field.name in seen.asked)


def case_in_words(facts: Facts) -> str:
    """The channel, then every fact that differs from "nothing is known against it"."""
    said = [phrases.channel(_CHANNELS[facts.channel_code])]
    for field in fields(Facts)[1:]:
        value = getattr(facts, field.name)
        if value != field.default:
            said.append(_said(field.name, value))
    return "; ".join(said)


def _said(name: str, value: int | bool) -> str:
    if name == "uf_code":
        return _UFS[value]
    if isinstance(value, bool):
        return WORDS[name] if value else f"não: {WORDS[name]}"
    number = f"{value:,}".replace(",", ".")
    return f"{WORDS[name]}: {number}"
