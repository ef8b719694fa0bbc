"""Santander, 033: why it rejects."""

from adimple.domain.retorno.layout import motivos

REJECTIONS_240 = motivos("""
90 Identificador/quantidade de parcelas de carnê inválido
""")

REJECTIONS_400 = motivos("""
001 Nosso número não numérico
002 Valor do abatimento não numérico
003 Data vencimento não numérica
004 Conta cobrança não numérica
005 Código da carteira não numérico
006 Código da carteira inválido
007 Espécie do documento inválida
008 Unidade de valor não numérica
009 Unidade de valor inválida
010 Código primeira instrução não numérica
011 Código segunda instrução não numérica
012 Valor do título em outra unidade
013 Valor do título não numérico
014 Valor de mora não numérico
015 Data emissão não numérica
016 Data de vencimento inválida
017 Código da agência cobradora não numérica
018 Valor do IOC não numérico
019 Número do CEP não numérico
020 Tipo inscrição não numérico
021 Número do CGC ou CPF não numérico
022 Código ocorrência inválido
024 Total parcela não numérico
025 Valor desconto não numérico
026 Código banco cobrador inválido
027 Número parcelas carnê não numérico
028 Número parcelas carnê zerado
029 Valor de mora inválido
030 Dt venc menor de 15 dias da dt proces
039 Perfil não aceita título em bco corresp
041 Agência cobradora não encontrada
042 Conta cobrança inválida
043 Não baixar, compl. informado inválido
044 Não protestar, compl. informado inválido
045 Qtd de dias de baixa não preenchido
046 Qtd de dias protesto não preenchido
047 Tot parc. inf. não bate c/ qtd parc ger
048 Carnê com parcelas com erro
049 Seu número não confere com o carnê
051 Título não encontrado
052 Ocor. não acatada, título liquidado
053 Ocor. não acatada, título baixado
054 Título com ordem de protesto já emitida
055 Ocor. não acatada, título já protestado
056 Ocor. não acatada, tit. não vencido
057 CEP do pagador incorreto
058 CGC/CPF incorreto
059 Instrução aceita só p/ cobrança simples
060 Espécie documento não protestável
061 Beneficiário sem carta de protesto
062 Pagador não protestável
063 CEP não encontrado na tabela de praças
064 Tipo de cobrança não permite protesto
065 Pedido sustação já solicitado
066 Sustação protesto fora de prazo
067 Cliente não transmite reg. de ocorrência
068 Tipo de vencimento inválido
069 Produto diferente de cobrança simples
070 Data prorrogação menor que data vencimento
071 Data antecipação maior que data vencimento
072 Data documento superior a data instrução
073 Abatimento maior/igual ao valor título
074 Prim. desconto maior/igual valor título
075 Seg. desconto maior/igual valor título
076 Terc. desconto maior/igual valor título
077 Desc. por antec. maior/igual vlr título
078 Não existe abatimento p/ cancelar
079 Não existe prim. desconto p/ cancelar
080 Não existe seg. desconto p/ cancelar
081 Não existe terc. desconto p/ cancelar
082 Não existe desc. por antec. p/ cancelar
084 Já existe segundo desconto
085 Já existe terceiro desconto
086 Data segundo desconto inválida
087 Data terceiro desconto inválida
089 Data multa menor/igual que vencimento
090 Já existe desconto por dia antecipação
091 Já existe concessão de desconto
092 Nosso número já cadastrado
093 Valor do título não informado
094 Valor tit. em outra moeda não informado
095 Perfil não aceita valor título zerado
096 Espécie docto não permite protesto
097 Espécie docto não permite IOC zerado
098 Data emissão inválida
099 Registro duplicado no movimento diário
100 Data emissão maior que a data vencimento
101 Nome do pagador não informado
102 Endereço do pagador não informado
103 Município do pagador não informado
104 Unidade da federação não informada
105 Tipo inscrição não existe
106 CGC/CPF não informado
107 Unidade da federação incorreta
108 Dígito CGC/CPF incorreto
109 Valor mora tem que ser zero (tit = zero)
110 Data primeiro desconto inválida
111 Data desconto não numérica
112 Valor desconto não informado
113 Valor desconto inválido
114 Valor abatimento não informado
115 Valor abatimento maior valor título
116 Data multa não numérica
117 Valor desconto maior valor título
118 Data multa não informada
119 Data multa maior que data de vencimento
120 Percentual multa não numérico
121 Percentual multa não informado
122 Valor IOF maior que valor título
123 CEP do pagador não numérico
124 CEP pagador não encontrado
126 Código p. baixa / devol. inválido
127 Código p. baixa / devol. não numérica
128 Código protesto inválido
129 Espec de documento não numérica
130 Forma de cadastramento não numérica
131 Forma de cadastramento inválida
132 Forma cadast. 2 inválida para carteira 3
133 Forma cadast. 2 inválida para carteira 4
134 Código do mov. remessa não numérico
135 Código do mov. remessa inválido
136 Código bco na compensação não numérico
138 Núm. lote remessa(detalhe) não numérico
140 Cód. sequec.do reg. detalhe inválido
141 Núm. seq. reg. do lote não numérico
142 Núm.ag.beneficiário/dig.não numérico
144 Tipo de documento não numérico
145 Tipo de documento inválido
146 Código p. protesto não numérico
147 Qtde de dias p. protesto inválido
148 Qtde de dias p. protesto não numérico
149 Código de mora inválido
150 Código de mora não numérico
151 Vl.mora igual a zeros p. cód.mora 1
152 Vl. taxa mora igual a zeros p.cod mora 2
154 Vl. mora não numérico p. cod mora 2
155 Vl. mora inválido p. cód.mora 4
156 Qtde dias p.baixa/devol. não numérico
157 Qtde dias baixa/dev. inválido p. cód. 1
158 Qtde dias baixa/dev. inválido p.cód. 2
160 Bairro do pagador não informado
161 Tipo insc.CPF/CGC sacador/aval.não num
162 Indicador de carnê não numérico
163 Núm. total de parc.carnê não numérico
164 Número do plano não numérico
165 Indicador de parcelas carnê inválido
166 N.seq. parcela inv.p.indic. maior 0
167 N. seq.parcela inv.p.indic.dif.zeros
168 N.tot.parc.inv.p.indic. maior zeros
169 Núm.tot.parc.inv.p.indic.difer.zeros
170 Forma de cadastramento 2 inv.p.cart.5
199 Tipo insc.CGC/CPF sacador.aval.inval
200 Núm.insc.(CGC)sacador/aval.não numérico
201 Alt. do contr. participante inválido
202 Alt. do seu número inválida
218 Bco compensação não numérico (d3q)
219 Bco compensação inválido (d3q)
220 Núm. do lote remessa não numérico(d3q)
221 Núm. seq. reg. no lote (d3q)
222 Tipo insc.pagador não numérico (d3q)
223 Tipo insc.pagador inválido (d3q)
224 Núm.insc.pagador não numérico (d3q)
225 Núm.insc.sac.inv.p.tipo insc.0 e 9(d3q)
226 Núm.bco compensação não numérico (d3r)
228 Núm. lote remessa não numérico (d3r)
229 Núm. seq. reg. lote não numérico (d3r)
246 Cód.bco compensação não numérico (d3s)
247 Cód. banco compensação inválido (d3s)
248 Núm.lote remessa não numérico (d3s)
249 Núm.seq.do reg.lote não numérico (d3s)
250 Núm.ident.de impressão não numérico(d3s)
251 Núm.ident.de impressão inválido (d3s)
252 Núm.linha impressa não numérico(d3s)
253 Cód.msg. p.rec. sac. não numérico (d3s)
254 Cód.msg.p.rec.pagador inválido(d3s)
258 Vl.mora não numérico p.cod=4(d3p)
259 Cad.txperm.sk.inv.p.cód.mora=4(d3p)
260 Vl.tit(real).inv.p.cód.mora = 1(dep)
261 Vl.outros inv.p.cód.mora = 1(d3p)
""")
