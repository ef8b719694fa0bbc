"""The kinds of event in the words of Auditoria: each family of names (what stands before the point) is of one kind."""

from adimple.domain.events import EVENTS

# Code → what people call it, in the order of the list.
KINDS = {
    "envios": "Noite e envios",
    "titulos": "Títulos e importações",
    "pagamentos": "Pagamentos",
    "recebimentos": "Boletos, remessas e recebimentos",
    "devedores": "Cadastro e contatos",
    "pausas": "Pausas, promessas e respostas",
    "regua": "Régua e modelos",
    "credor": "Dados e regras do credor",
    "equipe": "Equipe, chaves da API e webhooks",
    "acessos": "Entradas e senhas",
    "saidas": "Planilhas baixadas",
    "instalacao": "Instalação",
}
FAMILIES = {
    "action": "envios",
    "actions": "envios",
    "api_key": "equipe",
    "backup": "instalacao",
    "bank_account": "credor",
    "boleto": "recebimentos",
    "boletos": "recebimentos",
    "channel": "devedores",
    "contact": "devedores",
    "convenio": "credor",
    "credor": "credor",
    "devedor": "devedores",
    "devices": "acessos",
    "email": "acessos",
    "encargos_policy": "credor",
    "ensaio": "credor",
    "hold": "pausas",
    "import_mapping": "titulos",
    "imputacao_order": "credor",
    "incoming": "pagamentos",
    "index_fetch": "instalacao",
    "index_rates": "instalacao",
    "invite": "equipe",
    "key": "instalacao",
    "ledger": "pagamentos",
    "link": "pausas",
    "link_host": "credor",
    "login": "acessos",
    "member": "equipe",
    "message": "envios",
    "night": "envios",
    "ofx": "pagamentos",
    "owner": "equipe",
    "password": "acessos",
    "payment": "pagamentos",
    "payments": "pagamentos",
    "pix": "pagamentos",
    "pix_charge": "pagamentos",
    "pix_refund": "pagamentos",
    "promise": "pausas",
    "psp_account": "credor",
    "raw_payload": "pagamentos",
    "reversal": "pagamentos",
    "recovery_code": "acessos",
    "recovery_codes": "acessos",
    "regua": "regua",
    "retorno": "pagamentos",
    "remessa": "recebimentos",
    "second_factor": "acessos",
    "sending": "credor",
    "settings": "credor",
    "sheet": "saidas",
    "smtp": "credor",
    "task": "envios",
    "template": "regua",
    "titulo": "titulos",
    "titulos": "titulos",
    "webhook": "equipe",
}


def kind_of(name: str) -> str:
    """A code of KINDS."""
    return FAMILIES.get(family_of(name), "instalacao")


def names_of(kind: str) -> list[str]:
    """The names of the events of a kind; [] for none."""
    return sorted(name for name in EVENTS if kind and kind_of(name) == kind)


def family_of(name: str) -> str:
    return name.partition(".")[0]
