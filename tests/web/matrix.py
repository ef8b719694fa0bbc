"""Who gets what at every address: the answers that tests/web/test_matrix.py demands, one row an address.

Columns: owner, manager, operator, auditor of the credor that the address is of; the owner of another credor; nobody.
200 a page · 302 done, or led elsewhere (nobody: to the login) · 404 as if it were not there · 405 not in this method ·
409 refused, for the role or for the state · 422 asked for what is missing (the matrix sends the least form there is).
HEAD answers as GET. PUT, PATCH, DELETE and OPTIONS are 405 everywhere behind the login.
"""

#        own mgr ope aud for nobody
NEVER = "405 405 405 405 405 302"
LISTED = "200 200 200 200 200 302"  # a list, each person's own
SEEN = "200 200 200 200 404 302"  # of one credor, read by everybody in it
BY_OPERATOR = "422 422 422 409 404 302"
BY_MANAGER = "422 422 409 409 404 302"
BY_OWNER = "422 409 409 409 404 302"
DONE_BY_OPERATOR = "302 302 302 409 404 302"
DONE_BY_MANAGER = "302 302 409 409 404 302"
DONE_BY_OWNER = "302 409 409 409 404 302"
OPERATORS_SEE = "200 200 200 409 404 302"
MANAGERS_SEE = "200 200 409 409 404 302"
OWNERS_SEE = "200 409 409 409 404 302"
MANAGERS_LIST = "200 200 409 409 200 302"
AUDITORS_LIST = "200 200 409 200 200 302"  # all but who operates
AUDITORS_SEE = "200 200 409 200 404 302"
LED_ON = "302 302 302 302 302 302"

# Address → (GET, POST).
CONSOLE = {
    "painel": (LISTED, NEVER),
    "painel_previa": (LISTED, NEVER),
    "acoes": (LISTED, NEVER),
    "acoes_planilha": (MANAGERS_LIST, NEVER),
    "acoes_uma": (SEEN, NEVER),
    "acoes_decidir": (NEVER, BY_MANAGER),
    "tarefas": (LISTED, NEVER),
    "tarefas_planilha": (MANAGERS_LIST, NEVER),
    "tarefas_uma": (SEEN, NEVER),
    "tarefas_resultado": (NEVER, BY_OPERATOR),
    "titulos": (LISTED, NEVER),
    "titulos_planilha": (MANAGERS_LIST, NEVER),
    "devedores": (LISTED, NEVER),
    "devedores_planilha": (MANAGERS_LIST, NEVER),
    "devedor": (SEEN, NEVER),
    "devedor_cadastro": (MANAGERS_SEE, BY_MANAGER),
    "devedor_pausa": (OPERATORS_SEE, BY_OPERATOR),
    "devedor_fim_da_pausa": (OPERATORS_SEE, BY_OPERATOR),
    "devedor_contato": (OPERATORS_SEE, BY_OPERATOR),
    "devedor_contato_errado": (NEVER, DONE_BY_OPERATOR),
    "devedor_canal": (NEVER, BY_OPERATOR),
    "devedor_aceite": (OPERATORS_SEE, BY_OPERATOR),
    "por_que": (SEEN, NEVER),
    "importar": (LISTED, DONE_BY_MANAGER),
    "importar_conferir": (MANAGERS_SEE, NEVER),
    "importar_colunas": (NEVER, DONE_BY_MANAGER),
    "importar_gravar": (NEVER, BY_MANAGER),
    "importar_cancelar": (NEVER, "409 409 409 409 404 302"),  # nothing is being written
    "importar_conferencia": (NEVER, DONE_BY_MANAGER),
    "importar_descartar": (NEVER, DONE_BY_MANAGER),
    "importar_recusadas": (MANAGERS_SEE, NEVER),
    "importar_esquecer": (NEVER, DONE_BY_MANAGER),  # nothing is remembered by that number
    "importar_lista": (NEVER, DONE_BY_MANAGER),
    "importar_ausentes": (BY_MANAGER, NEVER),
    "importar_ausentes_planilha": (BY_MANAGER, NEVER),
    "importar_reabrir": (NEVER, DONE_BY_MANAGER),
    "pagamentos": (LISTED, NEVER),
    "pagamentos_planilha": (MANAGERS_LIST, NEVER),
    "pagamentos_novo": (LISTED, "409 409 409 409 404 302"),  # the credor's ledger is already ahead of that day
    "pagamentos_um": (SEEN, NEVER),
    "pagamentos_recibo": ("422 422 422 422 404 302", NEVER),  # it was laid on nothing
    "titulos_quitacao": ("409 409 409 409 404 302", NEVER),  # it is open
    "titulos_pix": (SEEN, "409 409 409 409 404 302"),  # its PSP does not answer
    "devedor_link": (NEVER, "200 200 200 409 404 302"),
    "devedor_extrato": (SEEN, NEVER),
    "pagamentos_desfazer": (MANAGERS_SEE, BY_MANAGER),
    "recebimentos_boletos": (LISTED, NEVER),
    "recebimentos_emitir": (LISTED, "200 200 200 409 404 302"),  # the page of what could not be
    "recebimentos_boleto": (SEEN, NEVER),
    "recebimentos_boleto_pdf": (SEEN, NEVER),
    "recebimentos_boleto_ordem": (NEVER, BY_OPERATOR),
    "recebimentos_boleto_desistir": (NEVER, DONE_BY_OPERATOR),
    "recebimentos_carne": (SEEN, NEVER),
    "recebimentos_remessas": (LISTED, NEVER),
    "recebimentos_gerar": (NEVER, DONE_BY_OPERATOR),
    "recebimentos_remessa_arquivo": (OPERATORS_SEE, NEVER),
    "recebimentos": (LISTED, NEVER),
    "recebimentos_um": (SEEN, NEVER),
    "recebimentos_conciliar": ("302 302 302 302 404 302", "409 409 409 409 404 302"),  # of nobody; ahead of that day
    "recebimentos_lado": (NEVER, BY_OPERATOR),
    "recebimentos_mesmo": (NEVER, BY_OPERATOR),
    "recebimentos_estorno": (SEEN, NEVER),
    "recebimentos_estorno_de": (NEVER, BY_MANAGER),
    "recebimentos_estorno_fim": (NEVER, BY_MANAGER),
    "recebimentos_volta": (NEVER, "409 409 409 409 404 302"),  # it waits already
    "recebimentos_desfazer": (NEVER, "409 409 409 409 404 302"),  # it is not matched
    "recebimentos_devolver": (MANAGERS_SEE, BY_MANAGER),
    "recebimentos_retornos": (LISTED, "422 422 409 409 422 302"),  # without a file
    "recebimentos_retorno": (SEEN, NEVER),
    "recebimentos_retorno_lendo": (SEEN, NEVER),
    "recebimentos_liberar": (NEVER, DONE_BY_MANAGER),
    "recebimentos_descartar": (NEVER, DONE_BY_MANAGER),
    "recebimentos_olhei": (NEVER, DONE_BY_OPERATOR),
    "recebimentos_extrato": (LISTED, "422 422 409 409 422 302"),  # without a file
    "auditoria": (AUDITORS_LIST, NEVER),
    "auditoria_planilha": (AUDITORS_LIST, NEVER),
    "auditoria_evento": (AUDITORS_SEE, NEVER),
    "regua": (LISTED, NEVER),
    "regua_modelo": (LISTED, NEVER),
    "configuracoes": (LED_ON, NEVER),  # to the only credor there is
    "configuracoes_credor": (SEEN, BY_MANAGER),
    "configuracoes_encargos": (SEEN, BY_MANAGER),
    "configuracoes_imputacao": (SEEN, DONE_BY_MANAGER),
    "configuracoes_contas": (SEEN, NEVER),
    "configuracoes_conta_nova": (MANAGERS_SEE, BY_MANAGER),
    "configuracoes_conta_encerrar": (NEVER, "409 409 409 409 404 302"),  # its convênio is open
    "configuracoes_convenio_novo": (MANAGERS_SEE, BY_MANAGER),
    "configuracoes_convenio": (SEEN, BY_MANAGER),
    "configuracoes_convenio_testar": (NEVER, "200 200 409 409 404 302"),
    "configuracoes_convenio_encerrar": (NEVER, "409 409 409 409 404 302"),  # an order waits
    "configuracoes_convenio_reabrir": (NEVER, DONE_BY_MANAGER),
    "configuracoes_pix": (SEEN, BY_MANAGER),
    "configuracoes_pix_testar": (NEVER, "200 200 409 409 404 302"),
    "configuracoes_pix_de_teste": (NEVER, "409 409 409 409 404 302"),  # it is not running
    "configuracoes_pix_encerrar": (NEVER, DONE_BY_MANAGER),
    "configuracoes_links": (SEEN, BY_OWNER),
    "configuracoes_links_verificar": (NEVER, "409 409 409 409 404 302"),  # there is none
    "configuracoes_links_retirar": (NEVER, DONE_BY_OWNER),
    "configuracoes_email": (SEEN, BY_MANAGER),
    "configuracoes_testar": (NEVER, DONE_BY_MANAGER),
    "configuracoes_caixa": (NEVER, DONE_BY_MANAGER),
    "configuracoes_envios": (SEEN, BY_MANAGER),
    "configuracoes_parar_credor": (NEVER, DONE_BY_OPERATOR),
    "configuracoes_retomar": (NEVER, DONE_BY_MANAGER),
    "configuracoes_parar": (NEVER, LED_ON),  # of what each one may stop
    "configuracoes_pessoas": ("302 302 302 302 404 302", NEVER),  # to the team
    "configuracoes_api": (SEEN, "200 409 409 409 404 302"),
    "configuracoes_api_revogar": (NEVER, DONE_BY_OWNER),
    "equipe": (LISTED, NEVER),
    "equipe_convidar": (LISTED, BY_OWNER),
    "equipe_convite_de_novo": (NEVER, "200 409 409 409 404 302"),
    "equipe_convite_revogar": (NEVER, DONE_BY_OWNER),
    "equipe_pessoa": (SEEN, NEVER),
    "equipe_papel": (NEVER, DONE_BY_OWNER),
    "equipe_retirar": ("302 302 302 302 404 302", DONE_BY_OWNER),  # of no credor it asks nothing
    "equipe_link_de_senha": (NEVER, "200 409 409 409 404 302"),
    "equipe_duas_etapas": (NEVER, DONE_BY_OWNER),
    "credores": (LISTED, NEVER),
    "credores_novo": ("200 409 409 409 200 302", "302 409 409 409 302 302"),
    "credores_encerrar": (OWNERS_SEE, DONE_BY_OWNER),
    "credores_reabrir": (NEVER, DONE_BY_OWNER),
    "credores_trabalhar": (NEVER, LED_ON),
    "regua_comparar": (LISTED, NEVER),
    "configuracoes_webhooks": (SEEN, "200 409 409 409 404 302"),
    "configuracoes_webhook": (SEEN, NEVER),
    "configuracoes_webhook_mudar": (OWNERS_SEE, BY_OWNER),
    "configuracoes_webhook_testar": (NEVER, DONE_BY_OWNER),
    "configuracoes_webhook_segredo": (NEVER, "200 409 409 409 404 302"),
    "configuracoes_webhook_parar": (NEVER, DONE_BY_OWNER),
    "configuracoes_webhook_religar": (NEVER, DONE_BY_OWNER),
    "configuracoes_webhook_reenviar": (NEVER, "409 409 409 409 404 302"),  # nothing failed
    "conta": (LISTED, NEVER),
    "conta_duas_etapas": (LISTED, "404 404 404 404 404 302"),  # before the second step was begun
    "conta_comecar": (NEVER, LED_ON),
    "conta_desligar": (LED_ON, "404 404 404 404 404 302"),
    "conta_codigos": (LED_ON, "404 404 404 404 404 302"),
    "conta_sair_de_um": (NEVER, "404 404 404 404 404 302"),
    "conta_sair_dos_outros": (NEVER, LED_ON),
    "senha": (LISTED, "422 422 422 422 422 302"),
}
# The ways in: who is in is led on. (GET, POST, PUT and the rest.)
DOORS = {
    "login": ("302 302 302 302 302 200", "302 302 302 302 302 422", "302 302 302 302 302 405"),
    "segunda_etapa": (LED_ON, LED_ON, "405 405 405 405 405 405"),
    "sair": ("405 405 405 405 405 405", LED_ON, "405 405 405 405 405 405"),
    "comecar": (LED_ON, LED_ON, "405 405 405 405 405 405"),  # there is an owner already
    "convite": ("404 404 404 404 404 404", "404 404 404 404 404 404", "405 405 405 405 405 405"),
    "esqueci": ("302 302 302 302 302 200", "302 302 302 302 302 422", "405 405 405 405 405 405"),
    "esqueci_enviado": ("200 200 200 200 200 200", "405 405 405 405 405 405", "405 405 405 405 405 405"),
    "nova_senha": ("404 404 404 404 404 404", "404 404 404 404 404 404", "405 405 405 405 405 405"),
}
# The devedor's page, whoever asks: (GET, POST) by a link in force; by any other, 404 for the same methods.
PORTAL = {
    "link": (200, 405),
    "link_responder": (405, 302),
    "link_pix": (405, 404),  # of no título of the link
    "link_boleto": (404, 405),  # of no boleto of the link
    "link_recibo": (404, 405),  # of no payment of the link
    "link_resposta": (302, 405),  # nothing was answered yet
    "link_desfazer": (405, 302),
    "link_descadastro": (302, 200),
}
# Without a login and without a link. (GET, POST)
OPEN = {
    "healthz": (200, 200),
    "metrics": (200, 405),
    "openapi-json": (200, 200),
    "api-root": (404, 404),
    "verdade": (200, 422),
}
# What other people's programs call, by a secret that nobody was given. (GET, POST)
HOOKS = {"pix_hook": (405, 404)}
# The API: scope, answer with it, answer to a key with every scope of another credor. Any other scope: 403. No key, one
# that is over or revoked, a login without a key: 401. Any other method: 405.
API = {
    "GET v1/actions": ("actions.ler", 200, 200),
    "GET v1/actions/{action_id}": ("actions.ler", 200, 404),
    "GET v1/boletos": ("boletos.ler", 200, 200),
    "POST v1/boletos": ("boletos.escrever", 404, 404),  # of no título and no convênio there is
    "GET v1/boletos/{boleto_id}": ("boletos.ler", 200, 404),
    "GET v1/boletos/{boleto_id}/pdf": ("boletos.ler", 200, 404),
    "POST v1/boletos/{boleto_id}/orders": ("boletos.escrever", 200, 404),
    "GET v1/convenios": ("convenios.ler", 200, 200),
    "GET v1/remessas": ("remessas.ler", 200, 200),
    "POST v1/remessas": ("remessas.escrever", 200, 404),
    "GET v1/remessas/{remessa_id}/content": ("remessas.escrever", 200, 404),  # who takes it is told
    "GET v1/credores": ("credores.ler", 200, 200),
    "GET v1/devedores": ("devedores.ler", 200, 200),
    "GET v1/devedores/{devedor_id}": ("devedores.ler", 200, 404),
    "POST v1/devedores/{devedor_id}/contacts": ("devedores.escrever", 201, 404),
    "POST v1/devedores/{devedor_id}/contacts/{contact_id}/wrong": ("devedores.escrever", 200, 404),
    "PUT v1/devedores/{devedor_id}/consents/{channel}": ("devedores.escrever", 200, 404),
    "GET v1/devedores/{devedor_id}/explain": ("actions.ler", 200, 404),
    "GET v1/events": ("events.ler", 200, 200),
    "POST v1/holds": ("holds.escrever", 201, 404),
    "POST v1/holds/{hold_id}/lift": ("holds.escrever", 200, 404),
    "GET v1/imports": ("imports.ler", 200, 200),
    "POST v1/imports": ("imports.escrever", 202, 202),
    "GET v1/imports/{import_id}": ("imports.ler", 200, 404),
    "POST v1/imports/{import_id}/write": ("imports.escrever", 422, 404),
    "GET v1/imports/{import_id}/absent": ("imports.ler", 200, 404),
    "GET v1/imports/{import_id}/columns": ("imports.ler", 409, 404),
    "POST v1/imports/{import_id}/columns": ("imports.escrever", 422, 422),
    "POST v1/imports/{import_id}/reopen": ("imports.escrever", 200, 404),
    "GET v1/imports/{import_id}/rejections": ("imports.ler", 200, 404),
    "GET v1/incoming": ("payments.ler", 200, 200),
    "GET v1/incoming/{incoming_id}": ("payments.ler", 200, 404),
    "POST v1/incoming/{incoming_id}/match": ("payments.escrever", 409, 404),  # the ledger is ahead of that day
    "POST v1/incoming/{incoming_id}/unmatch": ("payments.escrever", 409, 404),  # it waits
    "POST v1/incoming/{incoming_id}/same": ("payments.escrever", 409, 404),  # of other cents
    "POST v1/incoming/{incoming_id}/set_aside": ("payments.escrever", 200, 404),
    "GET v1/incoming/{incoming_id}/refunds": ("refunds.ler", 200, 404),
    "POST v1/incoming/{incoming_id}/refunds": ("refunds.escrever", 200, 404),  # the one there is
    "GET v1/retornos": ("payments.ler", 200, 200),
    "GET v1/retornos/readings/{reading_id}": ("payments.ler", 200, 404),
    "GET v1/retornos/{retorno_id}": ("payments.ler", 200, 404),
    "GET v1/retornos/{retorno_id}/lines": ("payments.ler", 200, 404),
    "POST v1/retornos": ("payments.escrever", 422, 422),  # it is no retorno
    "GET v1/payments": ("payments.ler", 200, 200),
    "POST v1/payments": ("payments.escrever", 409, 404),
    "GET v1/payments/{payment_id}": ("payments.ler", 200, 404),
    "POST v1/payments/{payment_id}/undo": ("payments.escrever", 200, 404),
    "GET v1/titulos": ("titulos.ler", 200, 200),
    "POST v1/titulos": ("titulos.escrever", 200, 200),
    "GET v1/titulos/{titulo_id}": ("titulos.ler", 200, 404),
    "POST v1/titulos/{titulo_id}/pix": ("titulos.escrever", 409, 404),  # its PSP does not answer
    "GET v1/webhooks": ("webhooks.ler", 200, 200),
    "GET v1/webhooks/{webhook_id}": ("webhooks.ler", 200, 404),
    "GET v1/webhooks/{webhook_id}/deliveries": ("webhooks.ler", 200, 404),
    "POST v1/webhooks/{webhook_id}/deliveries/{delivery_id}/resend": ("webhooks.escrever", 409, 404),  # it is stopped
}
