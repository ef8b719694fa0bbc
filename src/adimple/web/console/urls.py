"""Addresses of the console. Whoever is not logged in meets the login, except on the doors themselves."""

from django.urls import path

from adimple.web.console import (
    actions,
    channels,
    devedor,
    devedores,
    doors,
    import_progress,
    imports,
    painel,
    payments,
    regua,
    tasks,
    titulos,
    why,
)
from adimple.web.console.configuracoes import credor, email, encargos, sending
from adimple.web.console.staff import staff

DOORS = [
    path("entrar/", doors.entrar, name="login"),
    path("sair/", doors.sair, name="sair"),
    path("comecar/", doors.comecar, name="comecar"),
]
PAGES = [
    ("", painel.painel, "painel"),
    ("previa/", painel.previa, "painel_previa"),
    ("acoes/", actions.acoes, "acoes"),
    ("acoes/<int:action_id>/", actions.acao, "acoes_uma"),
    ("acoes/<int:action_id>/decisao/", actions.decidir, "acoes_decidir"),
    ("tarefas/", tasks.tarefas, "tarefas"),
    ("tarefas/<int:task_id>/", tasks.tarefa, "tarefas_uma"),
    ("tarefas/<int:task_id>/resultado/", tasks.resultado, "tarefas_resultado"),
    ("titulos/", titulos.titulos, "titulos"),
    ("devedores/", devedores.devedores, "devedores"),
    ("devedores/<int:devedor_id>/", devedor.devedor, "devedor"),
    ("devedores/<int:devedor_id>/pausa/", devedor.pausa, "devedor_pausa"),
    ("devedores/<int:devedor_id>/pausa/<int:hold_id>/fim/", devedor.fim_da_pausa, "devedor_fim_da_pausa"),
    ("devedores/<int:devedor_id>/contato/", devedor.contato, "devedor_contato"),
    ("devedores/<int:devedor_id>/contato/<int:contact_id>/errado/", devedor.contato_errado, "devedor_contato_errado"),
    ("devedores/<int:devedor_id>/canal/", channels.canal, "devedor_canal"),
    ("devedores/<int:devedor_id>/whatsapp/", channels.aceite, "devedor_aceite"),
    ("devedores/<int:devedor_id>/por-que/", why.por_que, "por_que"),
    ("importar/", imports.importar, "importar"),
    ("importar/<int:import_id>/", imports.conferir, "importar_conferir"),
    ("importar/<int:import_id>/colunas/", imports.colunas, "importar_colunas"),
    ("importar/<int:import_id>/gravar/", imports.gravar, "importar_gravar"),
    ("importar/<int:import_id>/cancelar/", import_progress.cancelar, "importar_cancelar"),
    ("importar/<int:import_id>/conferencia/", import_progress.conferencia, "importar_conferencia"),
    ("importar/<int:import_id>/descartar/", imports.descartar, "importar_descartar"),
    ("importar/<int:import_id>/recusadas.csv", imports.recusadas, "importar_recusadas"),
    ("pagamentos/", payments.pagamentos, "pagamentos"),
    ("pagamentos/novo/", payments.novo, "pagamentos_novo"),
    ("pagamentos/<int:payment_id>/", payments.pagamento, "pagamentos_um"),
    ("pagamentos/<int:payment_id>/desfazer/", payments.desfazer, "pagamentos_desfazer"),
    ("regua/", regua.regua, "regua"),
    ("regua/modelos/<slug:code>/", regua.modelo, "regua_modelo"),
    ("configuracoes/", credor.configuracoes, "configuracoes"),
    ("configuracoes/<slug:slug>/", credor.credor, "configuracoes_credor"),
    ("configuracoes/<slug:slug>/encargos/", encargos.encargos, "configuracoes_encargos"),
    ("configuracoes/<slug:slug>/email/", email.email, "configuracoes_email"),
    ("configuracoes/<slug:slug>/email/teste/", email.testar, "configuracoes_testar"),
    ("configuracoes/<slug:slug>/email/caixa-de-testes/", email.testes_nesta_maquina, "configuracoes_caixa"),
    ("configuracoes/<slug:slug>/envios/", sending.envios, "configuracoes_envios"),
    ("configuracoes/<slug:slug>/envios/pausa/", sending.parar_credor, "configuracoes_parar_credor"),
    ("configuracoes/<slug:slug>/envios/retomada/", sending.retomar, "configuracoes_retomar"),
    ("configuracoes/<slug:slug>/pessoas/", credor.pessoas, "configuracoes_pessoas"),
    ("envios/pausa/", sending.parar, "configuracoes_parar"),
]
urlpatterns = [*DOORS, *(path(route, staff(view), name=name) for route, view, name in PAGES)]
