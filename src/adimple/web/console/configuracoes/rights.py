"""What each role may do, said once: the page of the team shows it, the guide repeats it, a test asks every address."""

from dataclasses import dataclass

from adimple.usecases import export_list
from adimple.usecases.context import AUDITING_ROLES, ROLE_NAMES, ROLES


@dataclass(frozen=True, slots=True)
class Right:
    """An act, the lowest role that may do it, and the addresses (by name) whose POST does it.

    `roles`: who may read what no POST does, where that is not a role and all above it.
    """

    words: str
    role: str
    addresses: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """`dono e gestor`, `todos`."""
        able = [ROLE_NAMES[role] for role in self.roles or ROLES[: ROLES.index(self.role) + 1]]
        if len(able) == len(ROLES):
            return "todos"
        return " e ".join(filter(None, (", ".join(able[:-1]), able[-1])))


RIGHTS = (
    Right("Ver tudo deste credor, menos a Auditoria", "auditor"),
    Right("Ver e baixar a Auditoria", "auditor", roles=AUDITING_ROLES),
    Right("Baixar as listas em planilha", export_list.NEEDS),
    Right("Registrar pagamentos e importar planilhas de pagamentos", "operator", ("pagamentos_novo",)),
    Right("Anotar o resultado de tarefas", "operator", ("tarefas_resultado",)),
    Right(
        "Pausar um devedor, encerrar a pausa, anotar contatos e pedidos",
        "operator",
        (
            "devedor_pausa",
            "devedor_fim_da_pausa",
            "devedor_contato",
            "devedor_contato_errado",
            "devedor_canal",
            "devedor_link",
            "devedor_aceite",
        ),
    ),
    Right(
        "Emitir boletos, gerar remessas e pedir baixas ao banco",
        "operator",
        ("recebimentos_emitir", "recebimentos_boleto_ordem", "recebimentos_boleto_desistir", "recebimentos_gerar"),
    ),
    Right("Fazer o Pix de um título", "operator", ("titulos_pix",)),
    Right("Pausar os envios", "operator", ("configuracoes_parar_credor",)),
    Right(
        "Importar planilhas de títulos",
        "manager",
        (
            "importar",
            "importar_colunas",
            "importar_conferencia",
            "importar_gravar",
            "importar_esquecer",
            "importar_lista",
            "importar_reabrir",
            "importar_cancelar",
            "importar_descartar",
        ),
    ),
    Right("Corrigir o cadastro de um devedor", "manager", ("devedor_cadastro",)),
    Right("Desfazer um pagamento", "manager", ("pagamentos_desfazer", "recebimentos_desfazer")),
    Right(
        "Conciliar recebimentos, pô-los de lado e dar linhas de retorno por conferidas",
        "operator",
        (
            "recebimentos_conciliar",
            "recebimentos_lado",
            "recebimentos_mesmo",
            "recebimentos_volta",
            "recebimentos_olhei",
        ),
    ),
    Right(
        "Dizer o que desfaz uma devolução que não se acha",
        "manager",
        ("recebimentos_estorno_de", "recebimentos_estorno_fim"),
    ),
    Right("Devolver um Pix a quem pagou", "manager", ("recebimentos_devolver",)),
    Right(
        "Enviar retornos e extratos, liberar e descartar retornos",
        "manager",
        ("recebimentos_retornos", "recebimentos_extrato", "recebimentos_liberar", "recebimentos_descartar"),
    ),
    Right("Decidir o que fazer com uma mensagem que falhou", "manager", ("acoes_decidir",)),
    Right(
        "Mudar os dados do credor, a multa, os juros e a ordem dos pagamentos",
        "manager",
        ("configuracoes_credor", "configuracoes_encargos", "configuracoes_imputacao"),
    ),
    Right(
        "Cadastrar contas bancárias e convênios de boleto, mudá-los, testá-los e encerrá-los",
        "manager",
        (
            "configuracoes_conta_nova",
            "configuracoes_conta_encerrar",
            "configuracoes_convenio_novo",
            "configuracoes_convenio",
            "configuracoes_convenio_testar",
            "configuracoes_convenio_encerrar",
            "configuracoes_convenio_reabrir",
        ),
    ),
    Right(
        "Ligar, testar e encerrar a conta no PSP que recebe os Pix",
        "manager",
        (
            "configuracoes_pix",
            "configuracoes_pix_testar",
            "configuracoes_pix_de_teste",
            "configuracoes_pix_encerrar",
        ),
    ),
    Right(
        "Ligar e testar o servidor de e-mail",
        "manager",
        ("configuracoes_email", "configuracoes_testar", "configuracoes_caixa"),
    ),
    Right(
        "Liberar e retomar os envios, mudar os limites", "manager", ("configuracoes_envios", "configuracoes_retomar")
    ),
    Right(
        "Convidar, mudar papéis, retirar da equipe, fazer link de nova senha, reiniciar as duas etapas",
        "owner",
        (
            "equipe_convidar",
            "equipe_convite_de_novo",
            "equipe_convite_revogar",
            "equipe_papel",
            "equipe_retirar",
            "equipe_link_de_senha",
            "equipe_duas_etapas",
        ),
    ),
    Right("Criar outro credor, de que será dono", "owner", ("credores_novo",)),
    Right("Encerrar e reabrir um credor", "owner", ("credores_encerrar", "credores_reabrir")),
    Right(
        "Dizer, verificar e retirar o endereço próprio dos links",
        "owner",
        ("configuracoes_links", "configuracoes_links_verificar", "configuracoes_links_retirar"),
    ),
    Right("Criar e revogar chaves da API", "owner", ("configuracoes_api", "configuracoes_api_revogar")),
    Right(
        "Criar, mudar, testar, parar e religar webhooks",
        "owner",
        (
            "configuracoes_webhooks",
            "configuracoes_webhook_mudar",
            "configuracoes_webhook_testar",
            "configuracoes_webhook_segredo",
            "configuracoes_webhook_parar",
            "configuracoes_webhook_religar",
        ),
    ),
    Right("Mandar de novo o que um webhook não recebeu", "manager", ("configuracoes_webhook_reenviar",)),
)
_LOWEST = {address: right.role for right in RIGHTS for address in right.addresses}


def lowest_role(address: str) -> str:
    """The least of the roles that may do what a POST to that address does."""
    return _LOWEST[address]


# Addresses that change something and ask no role: each acts on the person alone, or on what the person may.
OF_ANYBODY = (
    "credores_trabalhar",
    "senha",
    "conta_duas_etapas",
    "conta_comecar",
    "conta_desligar",
    "conta_codigos",
    "conta_sair_de_um",
    "conta_sair_dos_outros",
    "configuracoes_parar",
)
