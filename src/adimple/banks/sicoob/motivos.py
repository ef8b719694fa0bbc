"""Sicoob, 756: why it rejects."""

from adimple.domain.retorno.layout import motivos

REJECTIONS_240 = motivos("""
A5 Registro rejeitado - título já liquidado
A6 Código do convenente inválido ou encerrado
A7 Título já se encontra na situação pretendida
A8 Valor do abatimento inválido para cancelamento
A9 Não autoriza pagamento parcial
B1 Autoriza recebimento parcial
""")

REJECTIONS_400 = motivos("""
02 Código do registro detalhe inválido
03 Código da ocorrência inválida
04 Código de ocorrência não permitida para a carteira
05 Código de ocorrência não numérico
07 Agência/conta/dígito - |inválido
08 Nosso número inválido
09 Nosso número duplicado
10 Carteira inválida
16 Data de vencimento inválida
18 Vencimento fora do prazo de operação
20 Valor do título inválido
21 Espécie do título inválida
22 Espécie não permitida para a carteira
24 Data de emissão inválida
38 Prazo para protesto inválido
44 Agência beneficiário não prevista
50 CEP irregular - banco correspondente
63 Entrada para título já cadastrado
68 Débito não agendado - erro nos dados de remessa
69 Débito não agendado - pagador não consta no cadastro de autorizante
70 Débito não agendado - beneficiário não autorizado pelo pagador
71 Débito não agendado - beneficiário não participa da modalidade de débito automático
72 Débito não agendado - código de moeda diferente de R$
73 Débito não agendado - data de vencimento inválida
74 Débito não agendado - conforme seu pedido, título não registrado
75 Débito não agendado - tipo de número de inscrição do debitado inválido
""")
