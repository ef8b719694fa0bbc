"""Caixa, 104: retorno of both layouts. The codes of its 400 are its own: 02 is a baixa there, 21 the payment."""

from adimple.banks.caixa.motivos import REJECTIONS_240, REJECTIONS_400, WAYS_240
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field
from adimple.domain.retorno.febraban import FEES
from adimple.domain.retorno.layout import CNAB240, CNAB400, SEGMENT_U, Layout, detail_400, ocorrencias, segment_t

OCORRENCIAS_240 = ocorrencias("""
01 info Solicitação de impressão de títulos confirmada
02 registered Entrada confirmada
03 rejected Entrada rejeitada
04 info Transferência de carteira/entrada
05 info Transferência de carteira/baixa
06 paid Liquidação
07 changed Confirmação do recebimento da instrução de desconto
08 changed Confirmação do recebimento do cancelamento do desconto
09 baixa Baixa
12 changed Confirmação recebimento instrução de abatimento
13 changed Confirmação recebimento instrução de cancelamento abatimento
14 changed Confirmação recebimento instrução alteração de vencimento
19 protest Confirmação recebimento instrução de protesto
20 protest Confirmação recebimento instrução de sustação/cancelamento de protesto
23 protest Remessa a cartório
24 protest Retirada de cartório
25 protest Protestado e baixado (baixa por ter sido protestado)
26 instruction_rejected Instrução rejeitada
27 changed Confirmação do pedido de alteração de outros dados
28 fee Débito de tarifas/custas
30 instruction_rejected Alteração de dados rejeitada
35 instruction_accepted Confirmação de inclusão banco de pagador
36 instruction_accepted Confirmação de alteração banco de pagador
37 instruction_accepted Confirmação de exclusão banco de pagador
38 info Emissão de boletos de banco de pagador
39 instruction_rejected Manutenção de pagador rejeitada
40 rejected Entrada de título via banco de pagador rejeitada
41 instruction_rejected Manutenção de banco de pagador rejeitada
44 reversed Estorno de baixa / liquidação
45 changed Alteração de dados
46 paid Liquidação on-line
47 reversed Estorno de liquidação on-line
51 info Título DDA reconhecido pelo pagador
52 info Título DDA não reconhecido pelo pagador
53 info Título DDA recusado pela CIP
61 changed Confirmação de alteração do valor nominal do título
62 changed Confirmação de alteração do valor/percentual mínimo/máximo
""")

OCORRENCIAS_400 = ocorrencias("""
01 registered Entrada confirmada
02 baixa Baixa confirmada
03 changed Abatimento concedido
04 changed Abatimento cancelado
05 changed Vencimento alterado
06 changed Uso da empresa alterado
07 changed Prazo de protesto alterado
08 changed Prazo de devolução alterado
09 changed Alteração confirmada
10 changed Alteração com reemissão de boleto confirmada
11 changed Alteração da opção de protesto para devolução
12 changed Alteração da opção de devolução para protesto
20 info Em ser
21 paid Liquidação
22 paid Liquidação em cartório
23 baixa Baixa por devolução
24 settled Baixa por franco pagamento
25 protest Baixa por protesto
26 protest Título enviado para cartório
27 protest Sustação de protesto
28 protest Estorno de protesto
29 protest Estorno de sustação de protesto
30 changed Alteração de título
31 fee Tarifa sobre título vencido
32 fee Outras tarifas de alteração
33 reversed Estorno de baixa/liquidação
34 info Transferência de carteira/entrada
35 info Transferência de carteira/baixa
99 rejected Rejeição do título
""")

RETORNO_240 = Layout(
    name=CNAB240,
    records={
        "T": segment_t(
            (
                Field("nosso_numero", 40, 56, TEXT, may_be_blank=True),
                Field("carteira", 58, 58, TEXT, may_be_blank=True),
            )
        ),
        "U": SEGMENT_U,
    },
    ocorrencias=OCORRENCIAS_240,
    motivos=(
        (("02", "03", "26", "30", "39", "40", "41"), REJECTIONS_240),
        (("28",), FEES),
        (("06", "09", "46"), WAYS_240),
    ),
    skipped={"Y": "informações complementares (Pix, sacador, rateio)"},
    number_width=17,
    has_lot_totals=False,
    is_seen=True,
)

RETORNO_400 = Layout(
    name=CNAB400,
    records={
        "1": detail_400(
            "1",
            (
                Field("control", 32, 56, TEXT, may_be_blank=True),
                Field("nosso_numero", 57, 73, TEXT, may_be_blank=True),
                Field("motivos", 80, 82, TEXT, may_be_blank=True),
                Field("carteira", 107, 108, TEXT, may_be_blank=True),
                Field("credit_on", 294, 299, DDMMAA, may_be_blank=True),
                Field("multa_cents", 280, 292, CENTS, may_be_blank=True),
            ),
            without=("expenses_cents", "other_cents"),
        )
    },
    ocorrencias=OCORRENCIAS_400,
    motivos=((("99",), REJECTIONS_400),),
    number_width=17,
    motivo_width=3,
)
