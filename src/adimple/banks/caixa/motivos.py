"""Caixa, 104: why it rejects, and in a 240 how a boleto was paid or written off."""

from adimple.domain.retorno.layout import motivos

REJECTIONS_240 = motivos("""
01 Código do banco inválido
02 Código do registro inválido
03 Código do segmento inválido
04 Código do movimento não permitido p/ carteira
05 Código do movimento inválido
06 Tipo número inscrição beneficiário inválido
07 Agência/conta/DV inválidos
08 Nosso número inválido
09 Nosso número duplicado
10 Carteira inválida
11 Data de geração inválida
12 Tipo de documento inválido
13 Identif. da emissão do boleto inválida
14 Identif. da distribuição do boleto inválida
15 Características cobrança incompatíveis
16 Data de vencimento inválida
17 Data de vencimento anterior à data de emissão
18 Vencimento fora do prazo de operação
19 Título a cargo de bco correspondentes c/ vencimento inferior a XX dias
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
35 Valor abatimento a conceder não confere
36 Concessão de abatimento - já existe abatimento anterior
37 Código para protesto inválido
38 Prazo para protesto inválido
39 Pedido de protesto não permitido para o título
40 Título com ordem de protesto emitida
41 Pedido cancelamento/sustação p/ títulos sem instrução protesto
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
64 Entrada inválida para cobrança caucionada
65 CEP do pagador não encontrado
66 Agência cobradora não encontrada
67 Agência beneficiário não encontrada
68 Movimentação inválida para título
69 Alteração de dados inválida
70 Apelido do cliente não cadastrado
71 Erro na composição do arquivo
72 Lote de serviço inválido
73 Código do beneficiário inválido
74 Beneficiário não pertencente a cobrança eletrônica
75 Nome da empresa inválido
76 Nome do banco inválido
77 Código da remessa inválido
78 Data/hora geração do arquivo inválida
79 Número sequencial do arquivo inválido
80 Versão do lay out do arquivo inválido
81 Literal remessa-teste - válido só p/ fase testes
82 Literal remessa-teste - obrigatório p/ fase testes
83 Tp número inscrição empresa inválido
84 Tipo de operação inválido
85 Tipo de serviço inválido
86 Forma de lançamento inválido
87 Número da remessa inválido
88 Número da remessa menor/igual remessa anterior
89 Lote de serviço divergente
90 Número sequencial do registro inválido
91 Erro seq de segmento do registro detalhe
92 Cod movto divergente entre grupo de segm
93 Qtde registros no lote inválido
94 Qtde registros no lote divergente
95 Qtde lotes no arquivo inválido
96 Qtde lotes no arquivo divergente
97 Qtde registros no arquivo inválido
98 Qtde registros no arquivo divergente
99 Código de ddd inválido
A4 Pagador DDA
AA Cód desconto preenchido, obrig data e valor/perc
AB Cod desconto obrigatório p/ cód mov = 7
AC Forma de cadastramento inválida
AD Data de desconto deve estar em ordem crescente
AE Data de desconto é posterior a data de vencimento
AF Título não está com situação «em aberto»
AG Título já está vencido / vencendo
AH Não existe desconto a ser cancelado
AI Data solicitada p/ prot/dev é anterior à data atual
AJ Código do pagador inválido
AK Número da parcela inválida ou fora de sequência
AL Estorno de envio não permitido
AM Nosso número fora de sequência
B2 Valor nominal do título conflitante
CA Autorização de pagamento parcial inválida
CB Identificação do tipo de pagamento inválida
CC Quantidade de pagamentos possíveis inválida
CD Tipo de valor máximo inválido
CE Valor/percentual máximo inválido
CF Tipo de valor mínimo inválido
CG Valor/percentual mínimo inválido
CH Segmento y53 não informado
CI Alteração do valor/percentual mínimo/máximo inválida para o tipo de pagamento do título
CJ Valor/percentual mínimo/máximo igual ao cadastrado
CK Título autorizado para pagamentos parciais não pode ser desautorizado
CL Quantidade de pagamentos possíveis menor que a quantidade de pagamentos realizados
VA Arq.ret.inexis. P/ redisp. nesta dt/nro
VB Registro duplicado
VC Beneficiário deve ser padrão cnab240
VD Ident. banco pagador inválida
VE Num docto cobr inválido
VF Vlr/perc a ser concedido inválido
VG Data de inscrição inválida
VH Data movto inválida
VI Data inicial inválida
VJ Data final inválida
VK Banco de pagador já cadastrado
VL Beneficiário não cadastrado
VM Número de lote duplicado
VN Forma de emissão de boleto inválida
VO Forma entrega boleto inválida p/ emissão via banco
VP Forma entrega boleto inválida p/ emissão via beneficiário
VQ Opção para endosso inválida
VR Tipo de juros ao mês inválido
VS Percentual de juros ao mês inválido
VT Percentual / valor de desconto inválido
VU Prazo de desconto inválido
VV Preencher somente percentual ou valor
VW Prazo de multa inválido
VX Perc. desconto tem que estar em ordem decrescente
VY Valor desconto tem que estar em ordem decrescente
VZ Dias/data desconto tem que estar em ordem decrescente
WA Vlr contr p/ aquisição de bens inválid
WB Vlr contr p/ fundo de reserva inválid
WC Vlr rend. aplicações financ inválido
WD Valor multa/juros monetários inválido
WE Valor prêmios de seguro inválido
WF Valor custas judiciais inválido
WG Valor reembolso de despesas inválido
WH Valor outros inválido
WI Valor de aquisição de bens inválido
WJ Valor devolvido ao consorciado inválido
WK Vlr desp. registro de contrato inválido
WL Valor de rendimentos pagos inválido
WM Data de descrição inválida
WN Valor do seguro inválido
WO Data de vencimento inválida
WP Data de nascimento inválida
WQ CPF/CNPJ do aluno inválido
WR Data de avaliação inválida
WS CPF/CNPJ do locatário inválido
WT Literal da remessa inválida
WU Tipo de registro inválido
WV Modelo inválido
WW Código do banco de pagadores inválido
WX Banco de pagadores não cadastrado
WY Qtde dias para protesto tem que estar entre 2 e 90
WZ Não existem pagadores para este banco
XA Preço unitário do produto inválido
XB Preço total do produto inválido
XC Valor atual do bem inválido
XD Quantidade de bens entregues inválido
XE Quantidade de bens distribuídos inválido
XF Quantidade de bens não distribuídos inválido
XG Número da próxima assembleia inválido
XH Horário da próxima assembleia inválido
XI Data da próxima assembleia inválida
XJ Número de ativos inválido
XK Número de desistentes excluídos inválido
XL Número de quitados inválido
XM Número de contemplados inválido
XN Número de não contemplados inválido
XO Data da última assembleia inválida
XP Quantidade de prestações inválida
XQ Data de vencimento da parcela inválida
XR Valor da amortização inválida
XS Código do personalizado inválido
XT Valor da contribuição inválida
XU Percentual da contribuição inválido
XV Valor do fundo de reserva inválido
XW Número parcela inválido ou fora de sequência
XX Percentual fundo de reserva inválido
XY Prz desc/multa preenchido, obrigat.perc. ou valor
XZ Valor taxa de administração inválida
YA Data de juros inválida ou não informada
YB Data desconto inválida ou não informada
YC E-mail inválido
YD Código de ocorrência inválido
YE Pagador já cadastrado (banco de pagadores)
YF Pagador não cadastrado (banco de pagadores)
YG Remessa sem registro tipo 9
YH Identificação da solicitação inválida
YI Quantidade boletos solicitada inválida
YJ Trailer do arquivo não encontrado
YK Tipo inscrição do responsável inválido
YL Número inscrição do responsável inválido
YM Ajuste de vencimento inválido
YN Ajuste de emissão inválido
YO Código de modelo inválido
YP Vía de entrega inválido
YQ Espécie banco de pagador inválido
YR Aceite banco de pagador inválido
YS Pagador já cadastrado
YT Pagador não cadastrado
YU Número do telefone inválido
YV CNPJ do condomínio inválido
YW Indicador de registro de título inválido
YX Valor da nota inválido
YY Qtde de dias para devolução tem que estar entre 1 e 999
YZ Quantidade de produtos inválida
ZA Perc. taxa de administração inválido
ZB Valor do seguro inválido
ZC Percentual do seguro inválido
ZD Valor da diferença da parcela inválido
ZE Perc. da diferença da parcela inválido
ZF Valor reajuste do saldo de Caixa inválido
ZG Perc. reajuste do saldo de Caixa inválido
ZH Valor total a pagar inválido
ZI Percentual ao total a pagar inválido
ZJ Valor de outros acréscimos inválido
ZK Perc. de outros acréscimos inválido
ZL Valor de outras deduções inválido
ZM Perc. de outras deduções inválido
ZN Valor da contribuição inválida
ZO Percentual da contribuição inválida
ZP Valor de juros/multa inválido
ZQ Percentual de juros/multa inválido
ZR Valor cobrado inválido
ZS Percentual cobrado inválido
ZT Valor disponibilizado em Caixa inválido
ZU Valor depósito bancário inválido
ZV Valor aplicações financeiras inválido
ZW Data/valor preenchidos, obrigatório código desconto
ZX Valor cheques em cobrança inválido
ZY Desconto c/ valor fixo, obrigatório valor do título
ZZ Código movimento inválido p/ segmento y8
""")

REJECTIONS_400 = motivos("""
001 Movimento sem beneficiário correspondente
002 Movimento sem título correspondente
008 Movimento para título já com movimentação no dia
009 Nosso número não pertence ao beneficiário
010 Inclusão de título já existente
012 Movimento duplicado
013 Entrada inválida para cobrança caucionada (beneficiário não possui conta caução)
020 CEP do pagador não encontrado (não foi possível a determinação da agência cobradora para o título)
021 Agência cobradora não encontrada (agência designada para cobradora não cadastrada no sistema)
022 Agência beneficiário não encontrada (agência do beneficiário não cadastrada no sistema)
045 Data de vencimento com prazo mais de 1 ano
049 Movimento inválido para título baixado/liquidado
050 Movimento inválido para título enviado ao cartório
054 Faixa de CEP da agência cobradora não abrange CEP do pagador
055 Título já com opção de devolução
056 Processo de protesto em andamento
057 Título já com opção de protesto
058 Processo de devolução em andamento
059 Novo prazo p/ protesto/devolução inválido
076 Alteração de prazo de protesto inválida
077 Alteração de prazo de devolução inválida
081 CEP do pagador inválido
082 CGC/CPF do pagador inválido (dígito não confere)
083 Número do documento (seu número) inválido
084 Protesto inválido para título sem número do documento (seu número)
""")

WAYS_240 = motivos("""
02 Casa lotérica
03 Agências Caixa
04 Compensação eletrônica
05 Compensação convencional
06 Internet banking
07 Correspondente bancário
08 Em cartório
09 Comandada pelo banco
10 Comandada pelo beneficiário, por arquivo
11 Comandada pelo beneficiário, on-line
12 Decurso de prazo - beneficiário
13 Decurso de prazo - banco
14 Protestado
""")
