"""Banrisul, 041: why it rejects."""

from adimple.domain.retorno.layout import motivos

REJECTIONS_240 = motivos("""
40 Título com ordem de protesto emitida (para retorno de alteração)
45 Nome do pagador inválido ou alteração do pagador não permitida
47 Endereço não informado ou alteração de endereço não permitida
48 CEP inválido ou alteração de CEP não permitida
49 CEP sem praça de cobrança ou alteração de cidade não permitida
52 Unidade de federação inválida ou alteração de UF não permitida
81 CEP inválido do sacador
83 Tipo/número de inscrição do sacador inválido
84 Sacador não informado
86 Seu número inválido (para retorno de alteração)
""")

REJECTIONS_400 = motivos("""
01 Código do banco inválido
02 Agência/conta/número de controle - inválido cobrança partilhada
04 Código do movimento não permitido para a carteira
05 Código do movimento inválido
07 Título rejeitado na cobrança CEP irregular
08 Nosso número inválido
09 Nosso número duplicado
10 Carteira inválida
15 Características da cobrança incompatíveis
16 Data de vencimento inválida
17 Data de vencimento anterior à data de emissão
18 Vencimento fora do prazo de operação
20 Valor do título inválido (não numérico)
21 Espécie do título inválida (arquivo de registro)
23 Aceite inválido
24 Data de emissão inválida
25 Data de emissão posterior à data de processamento
26 Código de juros de mora inválido
27 Valor/taxa de juros de mora inválido
28 Código do desconto inválido
29 Valor do desconto maior ou igual ao valor do título
30 Desconto a conceder não confere
32 Valor de IOF inválido
33 Valor do abatimento inválido
34 Valor do abatimento maior ou igual ao valor do título
37 Código para protesto inválido
38 Prazo para protesto inválido
39 Pedido de protesto não permitido para o título - não permite protesto para as carteiras R, S, N e X
40 Título com ordem de protesto emitida (para retorno de alteração)
41 Pedido de cancelamento/sustação de protesto inválido
42 Código para baixa/devolução ou instrução inválido
43 Prazo para baixa/devolução inválido
44 Código da moeda inválido
45 Nome do pagador inválido ou alteração do pagador não permitida
46 Tipo/número de inscrição do pagador inválido
47 Endereço não informado ou alteração de endereço não permitida
48 CEP inválido ou alteração de CEP não permitida
49 CEP sem praça de cobrança ou alteração de cidade não permitida
50 CEP referente a um banco correspondente
52 Unidade de federação inválida ou alteração de UF não permitida
53 Tipo/número de inscrição do sacador/avalista inválido
54 Sacador/avalista não informado - para espécie AD o nome do sacador é obrigatório
57 Código da multa inválido
58 Data da multa inválida
59 Valor/percentual da multa inválido
60 Movimento para título não cadastrado - alteração ou devolução
62 Tipo de impressão inválido - segmento 3S
63 Entrada para título já cadastrado
79 Data de juros de mora inválido
80 Data do desconto inválida
81 CEP inválido do sacador
83 Tipo/número de inscrição do sacador inválido
84 Sacador não informado
86 Seu número inválido (para retorno de alteração)
""")
