"""Itaú, 341: retorno of both layouts. In a 400 the paid column is what was credited, often without the tarifa."""

from adimple.banks.itau.motivos import REJECTIONS_240, REJECTIONS_400, WAYS_400
from adimple.domain.check_digits import mod10
from adimple.domain.cnab import DDMMAA, TEXT, Field
from adimple.domain.retorno.febraban import WAYS
from adimple.domain.retorno.layout import (
    CNAB240,
    CNAB400,
    COUNT,
    FACE,
    SEGMENT_U,
    Layout,
    Total,
    detail_400,
    ocorrencias,
    segment_t,
)

OCORRENCIAS_240 = ocorrencias("""
02 registered Entrada confirmada
03 rejected Entrada rejeitada
04 changed Alteração de dados - nova entrada ou alteração/exclusão de dados acatada
05 perhaps_settled Alteração de dados - baixa
06 paid Liquidação normal
08 paid Liquidação em cartório
09 baixa Baixa simples
10 settled Baixa por ter sido liquidado
11 info Em ser (só no retorno mensal)
12 changed Abatimento concedido
13 changed Abatimento cancelado
14 changed Vencimento alterado
15 instruction_rejected Baixas rejeitadas
16 instruction_rejected Instruções rejeitadas
17 instruction_rejected Alteração/exclusão de dados rejeitada
18 instruction_rejected Cobrança contratual - instruções/alterações rejeitadas/pendentes
19 protest Confirmação recebimento de instrução de protesto
20 protest Confirmação recebimento de instrução de sustação de protesto /tarifa
21 instruction_accepted Confirmação recebimento de instrução de não protestar
23 protest Protesto enviado a cartório/tarifa
24 protest Instrução de protesto sustada
25 info Alegações do pagador
26 fee Tarifa de aviso de cobrança
27 fee Tarifa de extrato posição (B40X)
28 fee Tarifa de relação das liquidações
29 fee Tarifa de manutenção de títulos vencidos
30 fee Débito mensal de tarifas (para entradas e baixas)
32 protest Baixa por ter sido protestado
33 fee Custas de protesto
34 fee Custas de sustação
35 fee Custas de cartório distribuidor
36 fee Custas de edital
37 fee Tarifa de emissão de boleto/tarifa de envio de duplicata
38 fee Tarifa de instrução
39 fee Tarifa de ocorrências
40 fee Tarifa mensal de emissão de boleto/tarifa mensal de envio de duplicata
41 fee Débito mensal de tarifas - extrato de posição (B4EP/B4OX)
42 fee Débito mensal de tarifas - outras instruções
43 fee Débito mensal de tarifas - manutenção de títulos vencidos
44 fee Débito mensal de tarifas - outras ocorrências
45 fee Débito mensal de tarifas - protesto
46 fee Débito mensal de tarifas - sustação de protesto
47 info Baixa com transferência para desconto
48 fee Custas de sustação judicial
51 fee Tarifa mensal referente a entradas bancos correspondentes na carteira
52 fee Tarifa mensal baixas na carteira
53 fee Tarifa mensal baixas em bancos correspondentes na carteira
54 fee Tarifa mensal de liquidações na carteira
55 fee Tarifa mensal de liquidações em bancos correspondentes na carteira
56 fee Custas de irregularidade
57 instruction_accepted Instrução cancelada
60 rejected Entrada rejeitada carnê
61 fee Tarifa emissão aviso de movimentação de títulos (2154)
62 fee Débito mensal de tarifa - aviso de movimentação de títulos (2154)
63 protest Título sustado judicialmente
74 instruction_rejected Instrução de negativação expressa rejeitada
75 negativacao Confirma o recebimento de instrução de entrada em negativação expressa
77 negativacao Confirma o recebimento de instrução de exclusão de entrada em negativação expressa
78 negativacao Confirma o recebimento de instrução de cancelamento da negativação expressa
79 negativacao Negativação expressa informacional
80 negativacao Confirmação de entrada em negativação expressa - tarifa
82 negativacao Confirmação do cancelamento de negativação expressa - tarifa
83 negativacao Confirmação da exclusão/cancelamento da negativação expressa por liquidação - tarifa
85 fee Tarifa por boleto (até 03 envios) cobrança ativa eletrônica
86 fee Tarifa e-mail cobrança ativa eletrônica
87 fee Tarifa SMS cobrança ativa eletrônica
88 fee Tarifa mensal por boleto (até 03 envios) cobrança ativa eletrônica
89 fee Tarifa mensal e-mail cobrança ativa eletrônica
90 fee Tarifa mensal SMS cobrança ativa eletrônica
91 fee Tarifa mensal de exclusão de entrada em negativação expressa
92 fee Tarifa mensal de cancelamento de negativação expressa
93 fee Tarifa mensal de exclusão/cancelamento de negativação expressa por liquidação
94 negativacao Confirma recebimento de instrução de não negativar
""")

OCORRENCIAS_400 = ocorrencias("""
02 registered Entrada confirmada
03 rejected Entrada rejeitada
04 changed Alteração de dados - nova entrada
05 perhaps_settled Alteração de dados - baixa
06 paid Liquidação normal
07 paid Liquidação parcial - cobrança inteligente (B2B)
08 paid Liquidação em cartório
09 baixa Baixa simples
10 settled Baixa por ter sido liquidado
11 info Em ser (só no retorno mensal)
12 changed Abatimento concedido
13 changed Abatimento cancelado
14 changed Vencimento alterado
15 instruction_rejected Baixas rejeitadas
16 instruction_rejected Instruções rejeitadas
17 instruction_rejected Alteração de dados rejeitados
18 instruction_rejected Cobrança contratual - instruções/alterações rejeitadas/pendentes
19 protest Confirma recebimento de instrução de protesto
20 protest Confirma recebimento de instrução de sustação de protesto /tarifa
21 instruction_accepted Confirma recebimento de instrução de não protestar
23 protest Título enviado a cartório/tarifa
24 instruction_rejected Instrução de protesto rejeitada / sustada / pendente
25 info Alegações do pagador
26 fee Tarifa de aviso de cobrança
27 fee Tarifa de extrato posição (B40X)
28 fee Tarifa de relação das liquidações
29 fee Tarifa de manutenção de títulos vencidos
30 fee Débito mensal de tarifas (para entradas e baixas)
32 protest Baixa por ter sido protestado
33 fee Custas de protesto
34 fee Custas de sustação
35 fee Custas de cartório distribuidor
36 fee Custas de edital
37 fee Tarifa de emissão de boleto/tarifa de envio de duplicata
38 fee Tarifa de instrução
39 fee Tarifa de ocorrências
40 fee Tarifa mensal de emissão de boleto/tarifa mensal de envio de duplicata
41 fee Débito mensal de tarifas - extrato de posição (B4EP/B4OX)
42 fee Débito mensal de tarifas - outras instruções
43 fee Débito mensal de tarifas - manutenção de títulos vencidos
44 fee Débito mensal de tarifas - outras ocorrências
45 fee Débito mensal de tarifas - protesto
46 fee Débito mensal de tarifas - sustação de protesto
47 info Baixa com transferência para desconto
48 fee Custas de sustação judicial
51 fee Tarifa mensal ref a entradas bancos correspondentes na carteira
52 fee Tarifa mensal baixas na carteira
53 fee Tarifa mensal baixas em bancos correspondentes na carteira
54 fee Tarifa mensal de liquidações na carteira
55 fee Tarifa mensal de liquidações em bancos correspondentes na carteira
56 fee Custas de irregularidade
57 instruction_accepted Instrução cancelada
59 paid Baixa por crédito em c/c através do SISPAG
60 rejected Entrada rejeitada carnê
61 fee Tarifa emissão aviso de movimentação de títulos (2154)
62 fee Débito mensal de tarifa - aviso de movimentação de títulos (2154)
63 protest Título sustado judicialmente
64 registered Entrada confirmada com rateio de crédito
65 info Pagamento com cheque - aguardando compensação
69 reversed Cheque devolvido
71 registered Entrada registrada, aguardando avaliação
72 paid_after_baixa Baixa por crédito em c/c através do SISPAG sem título correspondente
73 registered Confirmação de entrada na cobrança simples - entrada não aceita na cobrança contratual
74 instruction_rejected Instrução de negativação expressa rejeitada
75 negativacao Confirmação de recebimento de instrução de entrada em negativação expressa
76 paid Cheque compensado
77 negativacao Confirmação de recebimento de instrução de exclusão de entrada em negativação expressa
78 negativacao Confirmação de recebimento de instrução de cancelamento de negativação expressa
79 negativacao Negativação expressa informacional
80 negativacao Confirmação de entrada em negativação expressa - tarifa
82 negativacao Confirmação do cancelamento de negativação expressa - tarifa
83 negativacao Confirmação de exclusão de entrada em negativação expressa por liquidação - tarifa
85 fee Tarifa por boleto (até 03 envios) cobrança ativa eletrônica
86 fee Tarifa e-mail cobrança ativa eletrônica
87 fee Tarifa SMS cobrança ativa eletrônica
88 fee Tarifa mensal por boleto (até 03 envios) cobrança ativa eletrônica
89 fee Tarifa mensal e-mail cobrança ativa eletrônica
90 fee Tarifa mensal SMS cobrança ativa eletrônica
91 fee Tarifa mensal de exclusão de entrada de negativação expressa
92 fee Tarifa mensal de cancelamento de negativação expressa
93 fee Tarifa mensal de exclusão de negativação expressa por liquidação
""")

# Of these the DAC covers the carteira and the number alone; of 112 and those the credor numbers, sources disagree.
_WITHOUT_ACCOUNT = ("126", "131", "146", "150", "168")
_WITH_ACCOUNT = ("109", "157", "174", "175")


def _number_dv(account: str, carteira: str, number: str, written: str) -> tuple[str, str]:
    covered = carteira + number if carteira in _WITHOUT_ACCOUNT else account + carteira + number
    is_known = carteira in _WITHOUT_ACCOUNT or (carteira in _WITH_ACCOUNT and account.strip("0 "))
    if not (is_known and written.strip() and covered.isascii() and covered.isdigit()):
        return "", ""
    return written, mod10(covered)


RETORNO_240 = Layout(
    name=CNAB240,
    records={
        "T": segment_t(
            (
                Field("carteira", 38, 40, TEXT, may_be_blank=True),
                Field("nosso_numero", 41, 48, TEXT, may_be_blank=True),
                Field("seu_numero", 59, 68, TEXT, may_be_blank=True),
                Field("motivos", 214, 221, TEXT, may_be_blank=True),
            )
        ),
        "U": SEGMENT_U,
    },
    ocorrencias=OCORRENCIAS_240,
    motivos=((("03", "60"), REJECTIONS_240), (("06", "08", "09", "10"), WAYS)),
    skipped={"Y": "informações complementares (Pix, sacador, rateio)"},
    number_width=8,
)

RETORNO_400 = Layout(
    name=CNAB400,
    records={
        "1": detail_400(
            "1",
            (
                Field("control", 38, 62, TEXT, may_be_blank=True),
                Field("again", 63, 70, TEXT, may_be_blank=True),
                Field("carteira", 83, 85, TEXT, may_be_blank=True),
                Field("nosso_numero", 86, 93, TEXT, may_be_blank=True),
                Field("credit_on", 296, 301, DDMMAA, may_be_blank=True),
                Field("motivos", 378, 385, TEXT, may_be_blank=True),
                Field("how", 393, 394, TEXT, may_be_blank=True),
            ),
        )
    },
    ocorrencias=OCORRENCIAS_400,
    motivos=((("03", "60"), REJECTIONS_400),),
    ways=WAYS_400,
    skipped={"3": "QR Code do Pix", "4": "rateio de crédito"},
    totals=(
        Total("Quantidade de detalhes", 213, 220, COUNT),
        Total("Valor dos títulos", 221, 234, FACE),
    ),
    number_width=8,
    number_dv=lambda text: _number_dv(text[17:21] + text[23:28], text[82:85], text[85:93], text[93:94]),
    is_net=True,
    is_seen=True,
)
