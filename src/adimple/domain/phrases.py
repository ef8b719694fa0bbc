"""Event and refusal codes as pt-BR sentences: what the timeline and the plan say to staff."""

from collections.abc import Callable
from typing import Any

from adimple.domain import (
    banking_phrases,
    calendar,
    events,
    incoming_phrases,
    ledger_phrases,
    money,
    pix_phrases,
    webhook,
)
from adimple.domain.conduct import reasons
from adimple.domain.event import Event
from adimple.domain.indices import catalog

INDICES = {index.code: index.name for index in catalog.INDICES}
CHANNELS = {
    "email": "e-mail",
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "phone": "ligação",
    "voicemail": "recado de voz",
    "letter": "carta",
    "document": "documento",
    "call_list": "lista de ligações",
}
CONTACTS = {"email": "e-mail", "phone": "telefone"}
# How a devedor accepted a channel that asks for it, WhatsApp.
CONSENTS = {
    "contract": "no contrato ou na ficha de cadastro",
    "message": "por mensagem da própria pessoa",
    "call": "numa ligação",
    "in_person": "pessoalmente",
}
HOLDS = {
    "ja_paguei": "diz que já pagou",
    "contestacao": "não reconhece a dívida",
    "promise": "promessa de pagamento",
    "acordo": "acordo em dia",
    "hardship": "dificuldade financeira em análise",
    "human": "pediu para falar com uma pessoa",
    "pause": "pausa feita pela equipe",
    "death": "falecimento",
    "lawyer": "representado por advogado",
}
ANSWERS = {
    "ja_paguei": "já paguei",
    "contestacao": "não reconheço",
    "human": "quero falar com alguém",
    "opt_out": "não quero e-mail",
}
CREDOR_CLOSED = "O credor foi encerrado."  # why an action, or a task, that waited is over
DECISIONS = {
    "again": "tentar de novo",
    "sent": "dar como entregue",
}
OUTCOMES = {
    "talked": "falou com a pessoa",
    "no_answer": "ninguém atendeu",
    "wrong_number": "número errado",
    "promised": "prometeu pagar",
    "refused": "recusou",
    "expired": "o dia terminou antes",
}
ACTION_STATES = {
    "planned": "planejada",
    "leased": "saindo",
    "sent": "enviada",
    "task": "tarefa",
    "done": "feita",
    "refused": "recusada",
    "failed": "falhou",
    "uncertain": "incerta",
    "expired": "expirou",
}
INDEX_FAILURES = {
    "bcb.fora": "o Banco Central não respondeu",
    "bcb.recusou": "o Banco Central recusou o pedido",
    "bcb.sem_valores": "o Banco Central ainda não publicou estes meses",
    "bcb.endereco": "ADIMPLE_BCB_API não é um endereço que começa com https://",
    "bcb.resposta": "a resposta do Banco Central não se lê",
}
BACKUP_CAUSES = {
    "folder": "a pasta dos backups não pôde ser escrita",
    "program": "o programa de cópia do PostgreSQL não funcionou",
    "damaged": "o que foi gravado não conferiu na leitura",
}
FIELDS = {
    "name": "nome",
    "cpf": "CPF",
    "cnpj": "CNPJ",
    "document": "CPF ou CNPJ",
    "address": "endereço",
    "cep": "CEP",
    "city": "cidade",
    "bairro": "bairro",
    "uf": "UF",
    "profile": "perfil da régua",
    "is_b2c": "consumidor ou empresa",
    "email": "e-mail",
    "phone": "telefone",
    "is_agency": "quem fala com o devedor",
    "records_calls": "gravação das ligações",
    "smtp": "servidor de e-mail",
    "sender": "remetente",
    "reply_to": "endereço de resposta",
    "pix_key": "chave Pix",
    "daily_ceiling": "limite diário de envios",
    "oldest_days": "maior atraso a avisar",
}
# Lists that may be taken out: one of them, many of them.
SHEETS = {
    "titulos": ("título", "títulos"),
    "devedores": ("devedor", "devedores"),
    "payments": ("pagamento", "pagamentos"),
    "actions": ("ação", "ações"),
    "tasks": ("tarefa", "tarefas"),
    "events": ("evento da Auditoria", "eventos da Auditoria"),
    "absent": ("título que falta na lista completa", "títulos que faltam na lista completa"),
    "rejected": ("linha recusada de uma importação", "linhas recusadas de uma importação"),
}
# Why a login was turned away.
DOORS = {
    "password": "com senha errada",
    "blocked": "barrada: muitas senhas erradas seguidas",
    "closed": "em conta desativada",
    "code": "com a senha certa e o código errado",
    "code_blocked": "barrada: muitos códigos errados seguidos",
}
# How an e-mail of ours to who works here ended.
MAILS = {
    "sent": "saiu",
    "failed": "não saiu: o servidor de e-mail não o aceitou",
    "uncertain": "pode não ter chegado: o servidor não confirmou",
    "no_server": "não saiu: falta um servidor de e-mail",
    "late": "não saiu a tempo, e o link venceu",
}
ROLES = {"owner": "dono", "manager": "gestor", "operator": "operador", "auditor": "auditor"}

Sentence = Callable[[Any], str]


def sentence(event: Event) -> str:
    """The event as one pt-BR sentence, without who and when: the page shows them beside it."""
    return _SENTENCES[event.name](event)


def told(name: str, payload: dict[str, Any]) -> str:
    """The sentence of an event as the journal keeps it; one newer than this program shows its name."""
    return known(name, payload) or name


def known(name: str, payload: dict[str, Any]) -> str | None:
    """The same; None where a newer program wrote it: a kind, a field or a code that this one does not have."""
    kind = events.EVENTS.get(name)
    if kind is None:
        return None
    try:
        return sentence(kind.from_payload(payload))
    except (LookupError, TypeError, ValueError, AttributeError):  # what a payload of another shape breaks
        return None


def refusal(code: str) -> str:
    """Why an act did not happen, by the code of a rule or of the plan: the phrase, then the article it cites."""
    reason = reasons.reason_of(code)
    return f"{reason.phrase} {reason.cites}." if reason.cites else reason.phrase


def channel(code: str) -> str:
    """A channel as people call it."""
    return _label(CHANNELS, code)


def _label(labels: dict[str, str], code: str) -> str:
    """The words of a code. A code newer than its words shows itself: an old page must still open."""
    return labels.get(code, code)


def _fields(codes: tuple[str, ...]) -> str:
    return ", ".join(_label(FIELDS, code) for code in codes)


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {many}".replace(",", ".")


def _left(number: int) -> str:
    return "não sobrou nenhum" if number == 0 else "sobrou 1" if number == 1 else f"sobraram {number}"


def _titulos_imported(event: events.TitulosImported) -> str:
    return (
        f"Arquivo de títulos gravado: {_count(event.accepted, 'novo', 'novos')}, "
        f"{_count(event.updated, 'alterado', 'alterados')}, {_count(event.unchanged, 'igual', 'iguais')}, "
        f"{_count(event.rejected, 'recusado', 'recusados')}."
    )


def _payments_imported(event: events.PaymentsImported) -> str:
    return (
        f"Arquivo de pagamentos gravado: {_count(event.accepted, 'novo', 'novos')}, "
        f"{_count(event.unchanged, 'repetido', 'repetidos')}, {_count(event.rejected, 'recusado', 'recusados')}."
    )


def _index_rates_imported(event: events.IndexRatesImported) -> str:
    return (
        f"Índice importado: {_label(INDICES, event.index)}, {_count(event.added, 'mês novo', 'meses novos')}, "
        f"{_count(event.revised, 'revisto', 'revistos')}, {_count(event.unchanged, 'igual', 'iguais')}."
    )


def _opted_in(event: events.OptedIn) -> str:
    if event.how is None:
        return f"Voltou a aceitar este canal: {channel(event.channel)}."
    return f"Aceitou {channel(event.channel)} {_label(CONSENTS, event.how)}."


def _hold_detailed(event: events.HoldDetailed) -> str:
    on = f" em {calendar.format_date(event.on)}" if event.on else ""
    cents = f", {money.format_brl(event.cents)}" if event.cents is not None else ""
    return f"Contou mais sobre o pagamento: pagou{on}{cents}."


def _hold_placed(event: events.HoldPlaced) -> str:
    what = "um título" if event.titulo_id is not None else "todos os títulos"
    end = f" até {calendar.format_date(event.until)}" if event.until else ""
    return f"Pausa em {what}{end}: {_label(HOLDS, event.kind)}."


def _promised(event: events.PromiseKept | events.PromiseBroken) -> str:
    return f" para {calendar.format_date(event.on)}" if event.on else ""


def _login_failed(event: events.LoginFailed) -> str:
    if event.account_id is None and event.why == "password":
        return "Tentativa de entrar com e-mail desconhecido."
    return f"Tentativa de entrar {_label(DOORS, event.why)}."


def _action_delayed(event: events.ActionDelayed) -> str:
    when = f"{calendar.format_date(event.until.date())} às {event.until:%Hh%M}"
    return f"Envio adiado para {when}. {refusal(event.rule)}"


def _action_refused(event: events.ActionRefusedAtSend) -> str:
    return f"Envio recusado na hora. {refusal(event.rule)}"


def _action_failed(event: events.ActionFailed) -> str:
    end = "Não haverá outra: veja em Ações de hoje." if event.is_final else "O sistema tenta de novo."
    return f"Falhou a {event.attempt}ª tentativa por {channel(event.channel)}. {end}"


def _webhook_made(event: events.WebhookMade) -> str:
    which = ", ".join(event.kinds) or "todos os eventos"
    return f"Webhook {event.webhook_id} criado: {which}."


def _webhook_changed(event: events.WebhookChanged) -> str:
    which = ", ".join(event.kinds) or "todos os eventos"
    return f"Webhook {event.webhook_id} mudado: {'endereço novo; ' if event.moved else ''}recebe {which}."


def _credor_closed(event: events.CredorClosed) -> str:
    actions = _count(event.actions, "ação cancelada", "ações canceladas")
    return f"Credor encerrado: {actions} e {_count(event.tasks, 'tarefa cancelada', 'tarefas canceladas')}."


def _sheet_exported(event: events.SheetExported) -> str:
    one, many = SHEETS.get(event.sheet, (event.sheet, event.sheet))
    return f"Baixou {_count(event.rows, one, many)} em {event.format.upper()}."


def _night_run(event: events.NightRun) -> str:
    return (
        f"Noite de {calendar.format_date(event.on)}: {_count(event.actions, 'ação planejada', 'ações planejadas')} "
        f"para {_count(event.items, 'título', 'títulos')}, {_count(event.refused, 'recusa', 'recusas')} por regra."
    )


_SENTENCES: dict[str, Sentence] = {
    **incoming_phrases.SENTENCES,
    **banking_phrases.SENTENCES,
    **ledger_phrases.SENTENCES,
    **pix_phrases.SENTENCES,
    "credor.created": lambda e: "Credor cadastrado, em ensaio.",
    "credor.closed": _credor_closed,
    "credor.reopened": lambda e: "Credor reaberto. Nada sai até alguém retomar, ou liberar, os envios.",
    "owner.created": lambda e: "Conta do dono criada.",
    "member.added": lambda e: f"Pessoa da equipe incluída como {_label(ROLES, e.role)}.",
    "member.role_changed": lambda e: f"Papel de uma pessoa da equipe mudou para {_label(ROLES, e.role)}.",
    "member.removed": lambda e: "Pessoa retirada da equipe.",
    "api_key.made": lambda e: f"Chave {e.api_key_id} da API criada: {', '.join(e.scopes)}.",
    "api_key.revoked": lambda e: f"Chave {e.api_key_id} da API revogada.",
    "webhook.made": _webhook_made,
    "webhook.changed": _webhook_changed,
    "webhook.tested": lambda e: f"Teste do webhook {e.webhook_id}: {'funcionou' if e.succeeded else 'falhou'}.",
    "webhook.rotated": lambda e: f"Segredo do webhook {e.webhook_id} trocado.",
    "webhook.stopped": lambda e: f"Webhook {e.webhook_id} parado: {_label(webhook.CAUSES, e.stop_cause)}.",
    "webhook.resumed": lambda e: f"Webhook {e.webhook_id} religado.",
    "webhook.resent": lambda e: (
        f"Mandados de novo ao webhook {e.webhook_id}: {_count(e.deliveries, 'evento', 'eventos')}."
    ),
    "login.succeeded": lambda e: "Entrou no sistema.",
    "login.failed": _login_failed,
    "password.changed": lambda e: "Senha trocada.",
    "password.link_made": lambda e: "Feito um link para uma pessoa da equipe criar nova senha.",
    "email.proven": lambda e: (
        "E-mail provado pela primeira vez: as entradas de antes acabaram"
        f"{', e a verificação em duas etapas também' if e.reset else ''}."
    ),
    "second_factor.on": lambda e: "Verificação em duas etapas ligada.",
    "second_factor.off": lambda e: "Verificação em duas etapas desligada.",
    "second_factor.reset": lambda e: "Verificação em duas etapas retirada, para a pessoa ligar de novo.",
    "recovery_codes.made": lambda e: "Códigos de reserva criados; os de antes não valem mais.",
    "recovery_code.used": lambda e: f"Entrada com um código de reserva; {_left(e.left)}.",
    "devices.ended": lambda e: f"Saída de {_count(e.ended, 'aparelho', 'aparelhos')}.",
    "password.mail_asked": lambda e: "Pedido de e-mail para criar nova senha.",
    "password.mail_ended": lambda e: f"E-mail para criar nova senha: {_label(MAILS, e.how)}.",
    "invite.made": lambda e: f"Convite {e.invite_id} para entrar na equipe como {_label(ROLES, e.role)}.",
    "invite.made_again": lambda e: f"Convite {e.invite_id} feito de novo; o link de antes não vale mais.",
    "invite.mail_ended": lambda e: f"E-mail do convite {e.invite_id}: {_label(MAILS, e.how)}.",
    "invite.revoked": lambda e: f"Convite {e.invite_id} revogado.",
    "invite.accepted": lambda e: f"Convite {e.invite_id} aceito.",
    "settings.changed": lambda e: f"Configurações alteradas: {_fields(e.changed)}.",
    "key.changed": lambda e: (
        f"Chave da instalação trocada: {_count(e.sealed, 'senha guardada', 'senhas guardadas')} com a nova, "
        f"{_count(e.emptied, 'esvaziada', 'esvaziadas')}."
    ),
    "backup.kept": lambda e: (
        f"Backup de {calendar.format_date(e.on)} guardado e conferido: {_count(e.rows, 'linha', 'linhas')}."
    ),
    "backup.failed": lambda e: (
        f"O backup de {calendar.format_date(e.on)} não foi feito: {_label(BACKUP_CAUSES, e.cause)}."
    ),
    "smtp.tested": lambda e: f"Teste do servidor de e-mail: {'funcionou' if e.succeeded else 'falhou'}.",
    "encargos_policy.saved": lambda e: (
        f"Política de multa e juros gravada, em vigor desde {calendar.format_date(e.effective_on)}."
    ),
    "index_rates.imported": _index_rates_imported,
    "index_fetch.failed": lambda e: (
        f"Índice que não veio do Banco Central: {_label(INDICES, e.index)} ({_label(INDEX_FAILURES, e.failure)})."
    ),
    "regua.published": lambda e: (
        f"Régua v{e.version} publicada, em vigor desde {calendar.format_date(e.effective_on)}."
    ),
    "template.saved": lambda e: f"Modelo «{e.template}» gravado, versão {e.version}.",
    "ensaio.released": lambda e: (
        f"Envios liberados: atrasos de até {_count(e.oldest_days, 'dia', 'dias')}, "
        f"no máximo {_count(e.daily_ceiling, 'mensagem', 'mensagens')} por dia."
    ),
    "sending.stopped": lambda e: "Envios parados.",
    "sending.resumed": lambda e: "Envios retomados.",
    "titulos.imported": _titulos_imported,
    "payments.imported": _payments_imported,
    "titulo.changed": lambda e: f"Título alterado: agora é a versão {e.version}.",
    "titulo.cancelled": lambda e: "Título cancelado.",
    "payment.registered": lambda e: (
        f"Pagamento de {money.format_brl(e.cents)} recebido em {calendar.format_date(e.paid_on)}."
    ),
    "payment.undone": lambda e: f"Pagamento de {money.format_brl(e.cents)} desfeito.",
    "devedor.changed": lambda e: f"Cadastro alterado: {_fields(e.changed)}.",
    "contact.added": lambda e: f"Contato incluído: {_label(CONTACTS, e.channel)}.",
    "contact.marked_wrong": lambda e: f"Contato de outra pessoa: {_label(CONTACTS, e.channel)}. Não será mais usado.",
    "channel.opted_out": lambda e: f"Pediu para não receber mais por este canal: {channel(e.channel)}.",
    "channel.opted_in": _opted_in,
    "hold.placed": _hold_placed,
    "hold.detailed": _hold_detailed,
    "hold.lifted": lambda e: f"Fim da pausa: {_label(HOLDS, e.kind)}.",
    "promise.made": lambda e: f"Prometeu pagar {money.format_brl(e.cents)} em {calendar.format_date(e.on)}.",
    "promise.kept": lambda e: f"Cumpriu a promessa{_promised(e)}.",
    "promise.broken": lambda e: f"O pagamento prometido{_promised(e)} não chegou na data.",
    "link.made": lambda e: "O endereço da página de pagamento foi pego pela equipe.",
    "link.answered": lambda e: f"Respondeu pelo link: «{_label(ANSWERS, e.answer)}».",
    "night.run": _night_run,
    "sheet.exported": _sheet_exported,
    "actions.expired": lambda e: (
        f"Fim de {calendar.format_date(e.on)}: "
        f"{_count(e.actions, 'ação não enviada expirou', 'ações não enviadas expiraram')}."
    ),
    "action.sent": lambda e: f"Mensagem entregue ao provedor: {channel(e.channel)}.",
    "action.refused_at_send": _action_refused,
    "action.delayed": _action_delayed,
    "action.failed": _action_failed,
    "action.uncertain": lambda e: (
        f"Não se sabe se a mensagem saiu: {channel(e.channel)}. O sistema não reenvia sozinho."
    ),
    "action.decided": lambda e: f"Decisão sobre o envio: {_label(DECISIONS, e.decision)}.",
    "message.bounced": lambda e: f"A mensagem voltou: {channel(e.channel)}. O endereço não recebe.",
    "task.opened": lambda e: f"Tarefa aberta: {channel(e.channel)}.",
    "task.done": lambda e: f"Tarefa feita: {_label(OUTCOMES, e.outcome)}.",
}
