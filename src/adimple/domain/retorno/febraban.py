"""The motivos of FEBRABAN's 240 (note C047), which banks take over and add to. The ocorrências are each bank's own."""

from adimple.domain.retorno.layout import motivos

REJECTIONS = motivos("""
01 Código do banco inválido
02 Código do registro detalhe inválido
03 Código do segmento inválido
04 Código de movimento não permitido para carteira
05 Código de movimento inválido
06 Tipo/número de inscrição do beneficiário inválidos
07 Agência/conta/DV inválido
08 Nosso número inválido
09 Nosso número duplicado
10 Carteira inválida
11 Forma de cadastramento do título inválido
12 Tipo de documento inválido
13 Identificação da emissão do boleto inválida
14 Identificação da distribuição do boleto inválida
15 Características da cobrança incompatíveis
16 Data de vencimento inválida
17 Data de vencimento anterior a data de emissão
18 Vencimento fora do prazo de operação
19 Título a cargo de bancos correspondentes com vencimento inferior a XX dias
20 Valor do título inválido
21 Espécie do título inválida
22 Espécie do título não permitida para a carteira
23 Aceite inválido
24 Data da emissão inválida
25 Data da emissão posterior a data de entrada
26 Código de juros de mora inválido
27 Valor/taxa de juros de mora inválido
28 Código do desconto inválido
29 Valor do desconto maior ou igual ao valor do título
30 Desconto a conceder não confere
31 Concessão de desconto - já existe desconto anterior
32 Valor do IOF inválido
33 Valor do abatimento inválido
34 Valor do abatimento maior ou igual ao valor do título
35 Valor a conceder não confere
36 Concessão de abatimento - já existe abatimento anterior
37 Código para protesto inválido
38 Prazo para protesto inválido
39 Pedido de protesto não permitido para o título
40 Título com ordem de protesto emitida
41 Pedido de cancelamento/sustação para títulos sem instrução de protesto
42 Código para baixa/devolução inválido
43 Prazo para baixa/devolução inválido
44 Código da moeda inválido
45 Nome do pagador não informado
46 Tipo/número de inscrição do pagador inválidos
47 Endereço do pagador não informado
48 CEP inválido
49 CEP sem praça de cobrança (não localizado)
50 CEP referente a um banco correspondente
51 CEP incompatível com a unidade da federação
52 Unidade da federação inválida
53 Tipo/número de inscrição do sacador/avalista inválidos
54 Sacador/avalista não informado
55 Nosso número no banco correspondente não informado
56 Código do banco correspondente não informado
57 Código da multa inválido
58 Data da multa inválida
59 Valor/percentual da multa inválido
60 Movimento para título não cadastrado
61 Alteração da agência cobradora/DV inválida
62 Tipo de impressão inválido
63 Entrada para título já cadastrado
64 Número da linha inválido
65 Código do banco para débito inválido
66 Agência/conta/DV para débito inválido
67 Dados para débito incompatível com a identificação da emissão do boleto
68 Débito automático agendado
69 Débito não agendado - erro nos dados da remessa
70 Débito não agendado - pagador não consta do cadastro de autorizante
71 Débito não agendado - beneficiário não autorizado pelo pagador
72 Débito não agendado - beneficiário não participa da modalidade débito automático
73 Débito não agendado - código de moeda diferente de real (R$)
74 Débito não agendado - data vencimento inválida
75 Débito não agendado, conforme seu pedido, título não registrado
76 Débito não agendado, tipo/num. inscrição do debitado, inválido
77 Transferência para desconto não permitida para a carteira do título
78 Data inferior ou igual ao vencimento para débito automático
79 Data juros de mora inválido
80 Data do desconto inválida
81 Tentativas de débito esgotadas - baixado
82 Tentativas de débito esgotadas - pendente
83 Limite excedido
84 Número autorização inexistente
85 Título com pagamento vinculado
86 Seu número inválido
87 E-mail/SMS enviado
88 E-mail lido
89 E-mail/SMS devolvido - endereço de e-mail ou número do celular incorreto
90 E-mail devolvido - caixa postal cheia
91 E-mail/número do celular do pagador não informado
92 Pagador optante por boleto eletrônico - e-mail não enviado
93 Código para emissão de boleto não permite envio de e-mail
94 Código da carteira inválido para envio e-mail
95 Contrato não permite o envio de e-mail
96 Número de contrato inválido
97 Rejeição da alteração do prazo limite de recebimento
98 Rejeição de dispensa de prazo limite de recebimento
99 Rejeição da alteração do número do título dado pelo beneficiário
A1 Rejeição da alteração do número controle do participante
A2 Rejeição da alteração dos dados do pagador
A3 Rejeição da alteração dos dados do sacador/avalista
A4 Pagador DDA
""")

FEES = motivos("""
01 Tarifa de extrato de posição
02 Tarifa de manutenção de título vencido
03 Tarifa de sustação
04 Tarifa de protesto
05 Tarifa de outras instruções
06 Tarifa de outras ocorrências
07 Tarifa de envio de duplicata ao pagador
08 Custas de protesto
09 Custas de sustação de protesto
10 Custas de cartório distribuidor
11 Custas de edital
12 Tarifa sobre devolução de título vencido
13 Tarifa sobre registro cobrada na baixa/liquidação
14 Tarifa sobre reapresentação automática
15 Tarifa sobre rateio de crédito
16 Tarifa sobre informações via fax
17 Tarifa sobre prorrogação de vencimento
18 Tarifa sobre alteração de abatimento/desconto
19 Tarifa sobre arquivo mensal (em ser)
20 Tarifa sobre emissão de boleto pré-emitido pelo banco
""")

WAYS = motivos("""
01 Por saldo
02 Por conta
03 Liquidação no guichê de caixa em dinheiro
04 Compensação eletrônica
05 Compensação convencional
06 Por meio eletrônico
07 Após feriado local
08 Em cartório
09 Comandada pelo banco
10 Comandada pelo beneficiário, por arquivo
11 Comandada pelo beneficiário, on-line
12 Decurso de prazo - beneficiário
13 Decurso de prazo - banco
14 Protestado
15 Título excluído
30 Liquidação no guichê de caixa em cheque
31 Liquidação em banco correspondente
32 Liquidação em terminal de autoatendimento
33 Liquidação na internet (home banking)
34 Liquidação por office banking
35 Liquidação em correspondente, em dinheiro
36 Liquidação em correspondente, em cheque
37 Liquidação por central de atendimento (telefone)
61 Liquidação por Pix
""")
