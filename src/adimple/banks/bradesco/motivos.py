"""Bradesco, 237: why it rejects or writes off."""

from adimple.domain.retorno.layout import motivos

REJECTIONS_240 = motivos("""
38 Prazo para protesto/negativação inválido
39 Pedido de protesto/negativação não permitido para o título
40 Título com ordem/pedido de protesto/negativação emitido
41 Pedido de sustação/exclusão para título sem instrução de protesto/negativação
""")

REJECTIONS_400 = motivos("""
02 Código do registro detalhe inválido
03 Código da ocorrência inválida
04 Código de ocorrência não permitida para a carteira
05 Código de ocorrência não numérico
07 Agência/conta/dígito - inválido
08 Nosso número inválido
09 Nosso número duplicado
10 Carteira inválida
13 Identificação da emissão do boleto inválida
16 Data de vencimento inválida
18 Vencimento fora do prazo de operação
20 Valor do título inválido
21 Espécie do título inválida
22 Espécie não permitida para a carteira
24 Data de emissão inválida
28 Código do desconto inválido
38 Prazo para protesto/ negativação inválido
44 Agência beneficiário não prevista
45 Nome do pagador não informado
46 Tipo/número de inscrição do pagador inválidos
47 Endereço do pagador não informado
48 CEP inválido
50 CEP irregular - banco correspondente
63 Entrada para título já cadastrado
65 Limite excedido
66 Número autorização inexistente
68 Débito não agendado - erro nos dados de remessa
69 Débito não agendado - pagador não consta no cadastro de autorizante
70 Débito não agendado - beneficiário não autorizado pelo pagador
71 Débito não agendado - beneficiário não participa do débito automático
72 Débito não agendado - código de moeda diferente de R$
73 Débito não agendado - data de vencimento inválida
74 Débito não agendado - conforme seu pedido, título não registrado
75 Débito não agendado - tipo de número de inscrição do debitado inválido
""")

BAIXAS_400 = motivos("""
14 Título protestado
15 Título excluído
16 Título baixado pelo banco por decurso de prazo
17 Título baixado, transferido de carteira
20 Título baixado e transferido para desconto
""")
