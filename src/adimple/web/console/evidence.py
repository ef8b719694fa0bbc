"""What an event carries, in words, with the pages its numbers lead to: for who checks one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from adimple.domain import banking_phrases, calendar, money, phrases, pix_phrases
from adimple.domain.remessa.items import KINDS
from adimple.store.reads.audit import AuditRow
from adimple.web import formats

WORDS = {
    "account_id": "Conta", "accepted": "Novos", "action_id": "Ação", "actions": "Ações", "added": "Meses novos",
    "api_key_id": "Chave da API", "attempt": "Tentativa", "attempts": "Tentativas", "bytes": "Tamanho em bytes",
    "cause": "Causa", "cents": "Valor", "changed": "O que mudou", "channel": "Canal", "contact_id": "Contato",
    "credor_id": "Credor", "daily_ceiling": "Limite por dia", "decision": "Decisão", "devedor_id": "Devedor",
    "dispatch_id": "Envio", "dropped": "Cópias apagadas", "effective_on": "Vale desde", "emptied": "Esvaziadas",
    "expires_at": "Vence em", "failure": "O que falhou", "filters": "Filtros", "format": "Formato",
    "hold_id": "Pausa", "how": "Como aceitou", "import_id": "Arquivo importado", "index": "Índice",
    "is_final": "Última tentativa", "items": "Títulos", "kind": "Tipo", "oldest_days": "Maior atraso a avisar (dias)",
    "on": "Dia", "outcome": "Resultado", "paid_on": "Pago em", "payment_id": "Pagamento", "policy_id": "Política",
    "promise_id": "Promessa", "reason": "Motivo", "refused": "Recusados por regra", "regua_id": "Régua",
    "rejected": "Recusadas", "revised": "Meses revistos", "role": "Papel", "rows": "Linhas", "rule": "Regra",
    "run_id": "Rodada da noite", "scopes": "O que a chave pode", "sealed": "Guardadas com a chave nova",
    "sha256": "SHA-256", "sheet": "Lista", "succeeded": "Funcionou", "task_id": "Tarefa", "template": "Modelo",
    "titulo_id": "Título", "unchanged": "Iguais", "until": "Até", "updated": "Alterados", "version": "Versão",
    "why": "Por que não entrou", "answer": "Resposta", "by_law": "À letra do Código Civil", "closed": "Fechados",
    "columns": "Colunas", "deliveries": "Entregas", "ended": "Aparelhos", "ended_items": "Passos retirados",
    "invite_id": "Convite", "kinds": "Eventos contados", "left": "Códigos que restam", "payments": "Pagamentos",
    "moved": "Endereço novo", "reopened": "Reabertos", "since": "Desde", "stop_cause": "Por que parou",
    "tasks": "Tarefas", "reset": "Duas etapas encerradas", "webhook_id": "Webhook",
    "bank_account_id": "Conta bancária", "boleto_id": "Boleto", "boletos": "Boletos", "convenio_id": "Convênio",
    "remessa_id": "Remessa", "number": "Número do arquivo", "order": "Ordem ao banco", "because": "Por quê",
    "replaced_id": "Boleto substituído",
    "reversal_id": "Devolução da origem",
    "incoming_id": "Recebimento", "new": "Novos", "matched": "Conciliados", "known": "Já conhecidos",
    "source": "Origem", "raw_payload_id": "Mensagem guardada", "octets": "Tamanho em bytes", "code": "Código",
    "credits": "Créditos",
    "debits": "Débitos", "unread": "Não lidos", "retorno_id": "Retorno", "lines": "Linhas", "details": "Detalhes",
    "paid_cents": "Valor pago", "reviews": "Linhas a conferir", "holds": "Discordâncias do arquivo",
    "psp_account_id": "Conta no PSP", "pix_charge_id": "Pix do título", "charge_kind": "Tipo do Pix",
    "link_host_id": "Endereço dos links", "host": "Nome do endereço",
    "pix_refund_id": "Devolução", "refund_number": "Número da devolução",
    "end": "Como terminou", "untold": "Pix que não tinham chegado", "unknown": "Pix que o PSP não conhece",
}  # fmt: skip
# What the hash of each event is taken of, for who takes it again.
SHA_OF = {
    "action.sent": "do assunto e do texto enviados, guardados na prova da ação",
    "boletos.issued": "dos números dos boletos, em ordem, com vírgula entre eles",
    "incoming.taken": "dos números dos recebimentos novos, em ordem, com vírgula entre eles",
    "raw_payload.received": "dos bytes recebidos",
    "remessa.made": "dos bytes do arquivo da remessa",
    "credor.closed": "dos números das ações canceladas, em ordem, com vírgula entre eles",
    "actions.expired": "dos números das ações que expiraram, em ordem",
    "backup.kept": "da cópia do banco que está dentro do backup",
    "index_rates.imported": "dos meses e taxas do arquivo",
    "night.run": "das linhas que a noite gravou, em ordem, cada uma com o número da rodada",
    "payments.imported": "dos bytes do arquivo enviado",
    "sheet.exported": "dos bytes da planilha baixada",
    "titulos.absent_closed": "dos números dos títulos, em ordem, com vírgula entre eles",
    "titulos.imported": "dos bytes do arquivo enviado",
}
# Codes that have words.
_LABELS: dict[str, dict[str, str]] = {
    "answer": phrases.ANSWERS,
    "because": banking_phrases.WHYS,
    "end": pix_phrases.WHYS,
    "order": KINDS,
    "source": {"retorno": "retorno do banco", "pix": "Pix", "ofx": "extrato da conta"},
    "cause": phrases.BACKUP_CAUSES,
    "channel": phrases.CHANNELS,
    "decision": phrases.DECISIONS,
    "failure": phrases.INDEX_FAILURES,
    "how": phrases.CONSENTS,
    "index": phrases.INDICES,
    "kind": phrases.HOLDS,
    "outcome": phrases.OUTCOMES,
    "role": phrases.ROLES,
    "sheet": {code: many for code, (_, many) in phrases.SHEETS.items()},
    "why": phrases.DOORS,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A field: its words, what it says, and the page it leads to ("" for none)."""

    words: str
    value: str
    url: str = ""


def told(row: AuditRow) -> list[Fact]:
    """Each field of the event but those the page shows beside it: whose it is."""
    return [
        Fact(WORDS.get(name, name), _value(name, value), _url(row, name, value))
        for name, value in row.payload.items()
        if name not in ("credor_id", "devedor_id") and value not in (None, [])
    ]


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, list):
        labels = phrases.FIELDS if name == "changed" else {}
        return ", ".join(labels.get(one, str(one)) for one in value)
    if isinstance(value, int):
        return money.format_brl(value) if name.endswith("cents") else _number(name, value)
    return _LABELS.get(name, {}).get(value) or _dated(value) or value


def _number(name: str, value: int) -> str:
    return str(value) if name.endswith("_id") else formats.count(value)


def _dated(text: str) -> str:
    """A day or an instant as people write it; "" for other texts."""
    try:
        if len(text) == len("2026-11-24"):
            return calendar.format_date(date.fromisoformat(text))
        return formats.moment_br(datetime.fromisoformat(text)) if "T" in text else ""
    except ValueError:
        return ""


def _url(row: AuditRow, name: str, value: Any) -> str:
    make = _PAGES.get(name)
    return make(row, value) if make else ""


_PAGES: dict[str, Callable[[AuditRow, Any], str]] = {
    "action_id": lambda row, value: reverse("acoes_uma", args=[value]),
    "import_id": lambda row, value: reverse("importar_conferir", args=[value]),
    "payment_id": lambda row, value: reverse("pagamentos_um", args=[value]),
    "task_id": lambda row, value: reverse("tarefas_uma", args=[value]),
    "boleto_id": lambda row, value: reverse("recebimentos_boleto", args=[value]),
    "replaced_id": lambda row, value: reverse("recebimentos_boleto", args=[value]),
    "incoming_id": lambda row, value: reverse("recebimentos_um", args=[value]),
    "retorno_id": lambda row, value: reverse("recebimentos_retorno", args=[value]),
    "titulo_id": lambda row, value: f"{reverse('devedor', args=[row.devedor_id])}#titulo-{value}",
    "regua_id": lambda row, value: f"{reverse('regua')}?credor={row.credor_slug}&versao={row.payload['version']}",
    "policy_id": lambda row, value: reverse("configuracoes_encargos", args=[row.credor_slug]),
    "run_id": lambda row, value: f"{reverse('acoes')}?credor={row.credor_slug}&dia={row.payload['on']}",
}
