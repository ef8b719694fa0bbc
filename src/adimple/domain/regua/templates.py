"""The templates that ship: polite, itemised, true on whatever day they leave, for one título or many."""

from adimple.domain.messages import Template

_END = """
{titulos}

{como_pagar}

{pagina}

{respostas}

{contato}

{identificacao}
"""

# Nothing is disclosed before the person is known to be the devedor (LGPD arts. 6º VII and 46; CDC art. 42).
_SCRIPT_PF = """
Bom dia, boa tarde ou boa noite. Falo com {devedor_nome_completo}?

Se atender outra pessoa: não diga o assunto. Pergunte a melhor hora para falar com {devedor_nome} e encerre.

Antes de seguir: peça os três primeiros dígitos do CPF e confira. Se a ligação for gravada, avise agora.

Meu nome é [seu nome] e falo em nome de {credor_nome}. {resumo} Hoje: {itens}.

Ouça primeiro. Pergunte se já pagou, se reconhece {a conta|as contas} e como prefere resolver.

Ofereça a página, que mostra {valor_e_formas}: {link}

Agradeça e registre o resultado na tarefa: falou, não atendeu, número errado, prometeu pagar em uma data ou recusou.
"""

_SCRIPT_PJ = """
Bom dia ou boa tarde. É de {devedor_nome_completo}? Posso falar com quem cuida dos pagamentos?

Se a pessoa não cuida dos pagamentos: não diga o assunto. Pergunte com quem e a que horas falar, e encerre.

Antes de seguir: confirme o nome e a função de quem atendeu. Se a ligação for gravada, avise agora.

Meu nome é [seu nome] e falo em nome de {credor_nome}. {resumo} Hoje: {itens}.

Ouça primeiro. Pergunte se o pagamento está programado, se falta algum documento e se há algo a corrigir.

Ofereça a página, que mostra {valor_e_formas}: {link}

Agradeça e registre o resultado na tarefa: falou, não atendeu, número errado, prometeu pagar em uma data ou recusou.
"""


def _pf(code: str, name: str, subject: str, opening: str, short: str) -> Template:
    return Template(code, name, subject, f"Olá, {{devedor_nome}}.\n\n{opening}\n{_END}", short, _SCRIPT_PF)


def _pj(code: str, name: str, subject: str, opening: str, short: str) -> Template:
    opening = f"Prezada equipe de {{devedor_nome}},\n\n{opening}\n{_END}"
    return Template(code, name, subject, opening, short, _SCRIPT_PJ, noun="fatura")


_PF = (
    _pf(
        "pf_lembrete",
        "Lembrete antes do vencimento",
        "{credor_nome}: lembrete sobre {sua_conta}",
        "Este é só um lembrete. {resumo}\n\n{beneficio}\n\nSe já pagou, obrigado: pode desconsiderar esta mensagem.",
        "Olá, {devedor_nome}. Lembrete de {credor_nome}. {resumo} Hoje: {itens}. {pagar_ou_ver}: {link}",
    ),
    _pf(
        "pf_vencimento",
        "Dia do vencimento",
        "{credor_nome}: {sua_conta}",
        "{resumo}\n\n{beneficio}\n\nSe já pagou, obrigado: pode desconsiderar esta mensagem.",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Hoje: {itens}. {pagar_ou_ver}: {link}",
    ),
    _pf(
        "pf_talvez_esqueceu",
        "Talvez tenha esquecido",
        "{credor_nome}: sobre {sua_conta}",
        "{resumo} {nao_encontramos} Com a correria do dia a dia, pode ter passado despercebido.\n\n"
        "Se você pagou há pouco, obrigado: o banco pode levar alguns dias úteis para nos avisar.\n\n{acrescimos}",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Pode ter passado despercebido. Hoje: {itens}. "
        "{pagar_ou_ver} ou avisar que já pagou: {link}",
    ),
    _pf(
        "pf_aviso_5",
        "Aviso de 5 dias",
        "{credor_nome}: ainda sobre {sua_conta}",
        "{resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Se há algo errado {nesta conta|nestas contas}, responda «Não reconheço» na página e nós verificamos.",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Hoje: {itens}. {pagar_ou_ver} ou responder: {link}",
    ),
    _pf(
        "pf_aviso_10",
        "Aviso de 10 dias",
        "{credor_nome}: {sua_conta}, com o valor de hoje",
        "{resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Se precisar de outra data, responda «Quero falar com alguém» na página: uma pessoa da equipe procura você.",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Hoje: {itens}. "
        "{pagar_ou_ver} ou falar com alguém: {link}",
    ),
    _pf(
        "pf_aviso_15",
        "Aviso de 15 dias",
        "{credor_nome}: vamos resolver {sua_conta}?",
        "Queremos ajudar você a resolver isto com calma. {resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Se pagar tudo de uma vez não cabe no mês, responda «Quero falar com alguém» na página.",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Hoje: {itens}. "
        "Se não couber no mês, fale com a gente: {link}",
    ),
    _pf(
        "pf_ligacao",
        "Ligação para conversar",
        "{credor_nome}: podemos ligar sobre {sua_conta}?",
        "{resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Uma pessoa da equipe vai tentar falar com você por telefone, para ouvir e encontrar um caminho.",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Hoje: {itens}. Prefere conversar por aqui? {link}",
    ),
    _pf(
        "pf_conversa",
        "Convite para conversar",
        "{credor_nome}: podemos conversar sobre {sua_conta}?",
        "Imprevistos acontecem, e há sempre um jeito de conversar. {resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Se quiser combinar outra data ou outra forma, responda «Quero falar com alguém» na página: "
        "uma pessoa da equipe procura você, e conversar não compromete você com nada.",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Hoje: {itens}. "
        "Para conversar, sem compromisso: {link}",
    ),
    _pf(
        "pf_carta",
        "Carta com a situação atual",
        "{credor_nome}: {sua_conta}, situação de hoje",
        "Esta carta traz a situação completa. {resumo} {nao_encontramos}\n\n"
        "{acrescimos}\n\nOs valores desta carta valem para {hoje}; a página mostra o valor de cada dia.",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Hoje: {itens}. Ver ou responder: {link}",
    ),
    _pf(
        "pf_retomada",
        "Retomada da conversa",
        "{credor_nome}: ainda dá para combinar {sua_conta}",
        "Continuamos à disposição. {resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Se a sua situação mudou ou alguma informação está errada, responda na página: nós verificamos.",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Hoje: {itens}. Ainda dá para combinar: {link}",
    ),
    _pf(
        "pf_encerramento",
        "Fim das mensagens automáticas",
        "{credor_nome}: fale com a gente sobre {sua_conta}",
        "Esta é a nossa última mensagem automática sobre {esta conta|a mais antiga destas contas}. "
        "{resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Daqui em diante, o melhor caminho é conversar com uma pessoa da equipe: ela pode ouvir e combinar com você.",
        "Olá, {devedor_nome}. Mensagem de {credor_nome}. {resumo} Hoje: {itens}. Para conversar com uma pessoa: {link}",
    ),
)

_PJ = (
    _pj(
        "pj_lembrete",
        "Lembrete antes do vencimento",
        "{credor_nome}: lembrete sobre {sua_conta}",
        "Para ajudar na programação dos pagamentos: {resumo}\n\n{beneficio}\n\n"
        "Se falta a nota, o boleto ou o pedido de compra, respondam «Quero falar com alguém» na página.",
        "Lembrete de {credor_nome} para {devedor_nome}. {resumo} Hoje: {itens}. {pagar_ou_ver}: {link}",
    ),
    _pj(
        "pj_vencimento",
        "Dia do vencimento",
        "{credor_nome}: {sua_conta}",
        "{resumo}\n\n{beneficio}\n\nSe o pagamento já está programado, obrigado: podem desconsiderar esta mensagem.",
        "Mensagem de {credor_nome} para {devedor_nome}. {resumo} Hoje: {itens}. {pagar_ou_ver}: {link}",
    ),
    _pj(
        "pj_confirmacao",
        "Confirmação do pagamento",
        "{credor_nome}: podem confirmar {sua_conta}?",
        "{resumo} {nao_encontramos}\n\n"
        "Se já pagaram, respondam «Já paguei» na página: pode ser só a baixa que ainda não chegou a nós. "
        "Se falta algum documento, respondam «Quero falar com alguém».\n\n{acrescimos}",
        "Mensagem de {credor_nome} para {devedor_nome}. {resumo} Hoje: {itens}. {pagar_ou_ver} ou confirmar: {link}",
    ),
    _pj(
        "pj_aviso_7",
        "Aviso de 7 dias",
        "{credor_nome}: ainda sobre {sua_conta}",
        "{resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Se houve divergência de mercadoria, de preço ou de nota, respondam «Não reconheço» na página "
        "para tratarmos dela primeiro.",
        "Mensagem de {credor_nome} para {devedor_nome}. {resumo} Hoje: {itens}. {pagar_ou_ver} ou responder: {link}",
    ),
    _pj(
        "pj_aviso_15",
        "Aviso de 15 dias",
        "{credor_nome}: {sua_conta}, com o valor de hoje",
        "{resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Se o pagamento já tem data prevista, respondam «Quero falar com alguém» na página: "
        "uma pessoa da equipe anota a data.",
        "Mensagem de {credor_nome} para {devedor_nome}. {resumo} Hoje: {itens}. "
        "{pagar_ou_ver} ou falar com alguém: {link}",
    ),
    _pj(
        "pj_ligacao",
        "Ligação para o financeiro",
        "{credor_nome}: podemos ligar sobre {sua_conta}?",
        "{resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Uma pessoa da equipe vai ligar para quem cuida dos pagamentos, para entender o que falta.",
        "Mensagem de {credor_nome} para {devedor_nome}. {resumo} Hoje: {itens}. Preferem responder por aqui? {link}",
    ),
    _pj(
        "pj_conversa",
        "Convite para conversar",
        "{credor_nome}: podemos conversar sobre {sua_conta}?",
        "Queremos manter uma boa relação e encontrar uma data possível. {resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Para combinar outra data ou outra forma, respondam «Quero falar com alguém» na página: "
        "uma pessoa da equipe procura vocês.",
        "Mensagem de {credor_nome} para {devedor_nome}. {resumo} Hoje: {itens}. Vamos combinar uma data? {link}",
    ),
    _pj(
        "pj_encerramento",
        "Fim das mensagens automáticas",
        "{credor_nome}: fale com a gente sobre {sua_conta}",
        "Esta é a nossa última mensagem automática sobre {esta fatura|a mais antiga destas faturas}. "
        "{resumo} {nao_encontramos}\n\n{acrescimos}\n\n"
        "Daqui em diante, o melhor caminho é conversar com uma pessoa da equipe e combinar uma data.",
        "Mensagem de {credor_nome} para {devedor_nome}. {resumo} Hoje: {itens}. Para conversar com uma pessoa: {link}",
    ),
)

TEMPLATES: tuple[Template, ...] = (*_PF, *_PJ)
