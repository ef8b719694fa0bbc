"""Itaú, 341: why it rejects, and in a 400 where a boleto was paid."""

from adimple.domain.retorno.layout import motivos

REJECTIONS_240 = motivos("""
01 Instrução/ocorrência não existente
02 Agência cobradora inválida ou com o mesmo conteúdo
03 Conta não tem permissão para protestar (contate seu gerente)
04 Sigla do estado inválida
05 Data de vencimento inválida ou com o mesmo conteúdo
06 Valor do título com outra alteração simultânea
07 Cobrança prazo curto - solicitação de baixa p/ título não registrado no sistema
08 Nome do pagador com o mesmo conteúdo
09 CNPJ/CPF do sacador/avalista inválido
10 Logradouro não informado ou deslocado
11 CEP inválido
12 Número inscrição inválido do sacador avalista
13 Seu número com o mesmo conteúdo
14 Registro em duplicidade
15 CNPJ/CPF informado sem nome do sacador/avalista
16 Abatimento/alteração do valor do título ou solicitação de baixa bloqueados
18 Data de entrada data de entrada inválida para operar com esta carteira
19 Valor do abatimento maior que 90% do valor do título
20 Existe sustação de protesto pendente para o título
21 Agência cobradora não consta no cadastro de depositária ou em encerramento
22 Título baixado ou liquidado
23 Instrução não aceita
24 Instrução incompatível - existe instrução de protesto para o título
25 Instrução incompatível - não existe instrução de protesto para o título
26 Instrução não aceita por já ter sido emitida a ordem de protesto ao cartório
27 Instrução não aceita por não ter sido emitida a ordem de protesto ao cartório
28 Já existe uma mesma instrução cadastrada anteriormente para o título
29 Valor líquido + valor do abatimento diferente do valor do título registrado
30 Existe uma instrução de não protestar ativa para o título
31 Existe uma ocorrência do pagador que bloqueia a instrução
32 Depositária do título = 9999 ou carteira não aceita protesto
33 Alteração de vencimento igual à registrada no sistema ou que torna o título vencido
34 Instrução de emissão de aviso de cobrança para título vencido antes do vencimento
35 Solicitação de cancelamento de instrução inexistente
36 Título sofrendo alteração de controle (agência/conta/carteira/nosso número)
37 Instrução não permitida para a carteira
40 Não aprovada devido ao impacto na elegibilidade de garantias
41 Automaticamente rejeitada
42 Confirma recebimento de instrução - pendente de análise
43 Alteração bloqueada - vencimento já alterado
45 Instrução incompatível para o mesmo título nesta data
47 Instrução não permitida - espécie inválida
48 Dados do pagador inválidos (CPF / CNPJ / nome)
49 Dados do endereço do pagador inválidos
50 Data de emissão do título inválida
51 Instrução não permitida - título com negativação expressa agendada
52 Ag. cobradora empresa não aceita banco correspondente
53 Instrução com o mesmo conteúdo
54 Data vencimento para bancos correspondentes inferior ao aceito pelo banco
55 Alterações iguais para o mesmo controle (agência/conta/carteira/nosso número)
56 Dt. vcto./bco. coresp. vencimento. superior a 180 dias da data de entrada
57 Data de vencimento CEP só depositária bco. do Brasil com vencimento. inferior a 8 dias
60 Valor de IOF - alteração não permitida para carteiras de n.s. - moeda variável
61 Título já baixado ou liquidado ou não existe título correspondente no sistema
62 Desconto valor do desconto maior que o valor do título
63 Desconto de antecipação valor da importância por dia de desconto (IDD) não permitido
64 Emissão do título data de emissão do título inválida (vendor)
65 Taxa financto. taxa inválida (vendor)
66 Alteração não permitida para carteiras de notas de seguros - moeda variável
67 Nome inválido do sacador avalista
68 Carteira carteira inválida ou não cadastrada no intercâmbio da cobrança
72 Endereço inválido - sacador avalista
73 Bairro inválido - sacador avalista
74 Cidade inválida - sacador avalista
75 Sigla estado inválido - sacador avalista
76 CEP inválido - sacador avalista
81 Alteração bloqueada - título com negativação expressa ou protesto
91 Dac dac agência / conta corrente inválido
92 Dac dac agência/conta/carteira/nosso número inválido
93 Estado sigla estado inválida
94 Estado sigla estado incompatível com CEP do pagador
95 CEP CEP do pagador não numérico ou inválido
96 Endereço endereço / nome / cidade pagador inválido
98 Flash inválido registro mensagem sem flash cadastrado ou flash informado diferente do cadastrado
""")

REJECTIONS_400 = motivos("""
03 Ag. cobradora - CEP sem atendimento de protesto no momento
04 Sigla do estado inválida
05 Data vencimento - prazo da operação menor que prazo mínimo ou maior que o máximo
07 Valor do título maior que 10.000.000,00
08 Nome do pagador - não informado ou deslocado
09 Agência/conta - agência encerrada
10 Logradouro - não informado ou deslocado
11 CEP não numérico ou CEP inválido
12 Sacador/avalista - nome não informado ou deslocado (bancos correspondentes)
13 Estado/CEP - CEP incompatível com a sigla do estado
14 Nosso número já registrado no cadastro do banco ou fora da faixa
15 Nosso número em duplicidade no mesmo movimento
18 Data de entrada inválida para operar com esta carteira
19 Ocorrência inválida
21 Ag. cobradora - carteira não aceita depositária correspondente, ou agência não consta do cadastro
22 Carteira - não permitida (necessário cadastrar faixa livre)
26 Agência/conta não liberada para operar com cobrança
27 CNPJ do beneficiário inapto devolução de título em garantia
29 Código empresa - categoria da conta inválida
30 Entradas bloqueadas, conta suspensa em cobrança
31 Agência/conta - conta não tem permissão para protestar (contate seu gerente)
35 IOF maior que 5%
36 Quantidade de moeda incompatível com valor do título
37 CNPJ/CPF do pagador não numérico ou igual a zeros
42 Nosso número fora de faixa
52 Ag. cobradora empresa não aceita banco correspondente
53 Ag. cobradora empresa não aceita banco correspondente - cobrança mensagem
54 Data de vencimento banco correspondente - título com vencimento inferior a 15 dias
55 CEP não pertence à depositária informada
56 Data vencimento superior a 180 dias da data de entrada
57 CEP só depositária bco do Brasil com vencimento inferior a 8 dias
60 Valor do abatimento inválido
61 Juros de mora maior que o permitido
62 Valor do desconto maior que valor do título
63 Valor da importância por dia de desconto (IDD) não permitido
64 Data de emissão do título inválida
65 Taxa financiamento inválida (vendor)
66 Data de vencimento inválida/fora de prazo de operação (mínimo ou máximo)
67 Valor do título/quantidade de moeda inválido
68 Carteira inválida ou não cadastrada no intercâmbio da cobrança
69 Carteira inválida para títulos com rateio de crédito
70 Agência/conta beneficiário não cadastrado para fazer rateio de crédito
78 Agência/conta duplicidade de agência/conta beneficiária do rateio de crédito
80 Agência/conta quantidade de contas beneficiárias do rateio maior do que o permitido (máximo de 30 contas por título)
81 Agência/conta para rateio de crédito inválida / não pertence ao Itaú
82 Desconto/abatimento não permitido para títulos com rateio de crédito
83 Valor do título menor que a soma dos valores estipulados para rateio
84 Agência/conta beneficiária do rateio é a centralizadora de crédito do beneficiário
85 Agência/conta do beneficiário é contratual / rateio de crédito não permitido
86 Código do tipo de valor inválido / não previsto para títulos com rateio de crédito
87 Agência/conta registro tipo 4 sem informação de agências/contas beneficiárias do rateio
90 Número da linha cobrança mensagem - número da linha da mensagem inválido ou quantidade de linhas excedidas
97 Sem mensagem (só de campos fixos), porém com registro do tipo 7 ou 8
98 Registro mensagem sem flash cadastrado ou flash informado diferente do cadastrado
99 Conta de cobrança com flash cadastrado e sem registro de mensagem correspondente
""")

WAYS_400 = motivos("""
AA Caixa eletrônico Itaú
AC Pagamento em cartório automatizado
AO Acerto on-line
B0 Outros bancos - recebimento off-line
B1 Outros bancos - pelo código de barras
B2 Outros bancos - pela linha digitável
B3 Outros bancos - pelo autoatendimento
B4 Outros bancos - recebimento em casa lotérica
B5 Outros bancos - correspondente
B6 Outros bancos - telefone
B7 Outros bancos - arquivo eletrônico
BC Bancos correspondentes
BF Itaú Bankfone
BL Itaú Bankline
CC Agência Itaú - com cheque
CI Correspondente Itaú
CK SISPAG - sistema de contas a pagar Itaú
CP Agência Itaú - débito em conta-corrente, cheque Itaú ou dinheiro
DG Agência Itaú - capturado em off-line
EA Terminal de caixa
LC Pagamento em cartório de protesto com cheque a compensar
Q0 Pagamento agendado e liquidado na data indicada
RA Digitação - realimentação automática
ST Pagamento por SELTEC
""")
