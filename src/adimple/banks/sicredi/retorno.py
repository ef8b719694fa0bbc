"""Sicredi, 748: retorno of both layouts. A 400 writes the credit day as AAAAMMDD, far to the right."""

from adimple.banks.sicredi.motivos import FEES_400, REJECTIONS_240, REJECTIONS_400
from adimple.domain.cnab import AAAAMMDD, CENTS, TEXT, Field
from adimple.domain.retorno.febraban import FEES, REJECTIONS, WAYS
from adimple.domain.retorno.layout import CNAB240, CNAB400, SEGMENT_U, Layout, detail_400, ocorrencias, segment_t

OCORRENCIAS_240 = ocorrencias("""
02 registered Entrada confirmada
03 rejected Entrada rejeitada
06 paid Liquidação
07 changed Confirmação do recebimento da instrução de desconto
08 changed Confirmação do recebimento do cancelamento do desconto
09 baixa Baixa
12 changed Confirmação do recebimento instrução de abatimento
13 changed Confirmação do recebimento instrução de cancelamento abatimento
14 changed Confirmação do recebimento instrução alteração de vencimento
17 paid_after_baixa Liquidação após baixa ou liquidação título não registrado
19 protest Confirmação do recebimento instrução de protesto
20 protest Confirmação do recebimento instrução de sustação/cancelamento de protesto
23 protest Remessa a cartório (aponte em cartório)
24 protest Retirada de cartório e manutenção em carteira
25 protest Protestado e baixado (baixa por ter sido protestado)
26 instruction_rejected Instrução rejeitada
27 changed Confirmação do pedido de alteração de outros dados
28 fee Débito de tarifas custas
30 instruction_rejected Alteração de dados rejeitada
36 instruction_rejected Baixa rejeitada
51 info Título DDA reconhecido pelo pagador
52 info Título DDA não reconhecido pelo pagador
""")

OCORRENCIAS_400 = ocorrencias("""
02 registered Entrada confirmada
03 rejected Entrada rejeitada
06 paid Liquidação normal
09 baixa Baixado automaticamente via arquivo
10 baixa Baixado conforme instruções da cooperativa de crédito
12 changed Abatimento concedido
13 changed Abatimento cancelado
14 changed Vencimento alterado
15 paid Liquidação em cartório
17 paid_after_baixa Liquidação após baixa
19 protest Confirmação de recebimento de instrução de protesto
20 protest Confirmação de recebimento de instrução de sustação de protesto
23 protest Entrada de título em cartório
24 rejected Entrada rejeitada por CEP irregular
27 instruction_rejected Baixa rejeitada
28 fee Tarifa
29 info Rejeição do pagador
30 instruction_rejected Alteração rejeitada
32 instruction_rejected Instrução rejeitada
33 changed Confirmação de pedido de alteração de outros dados
34 protest Retirado de cartório e manutenção em carteira
35 info Aceite do pagador
78 negativacao Confirmação de recebimento de pedido de negativação
79 negativacao Confirmação de recebimento de pedido de exclusão de negativação
80 negativacao Confirmação de entrada de negativação
81 instruction_rejected Entrada de negativação rejeitada
82 negativacao Confirmação de exclusão de negativação
83 instruction_rejected Exclusão de negativação rejeitada
84 negativacao Exclusão de negativação por outros motivos
85 info Ocorrência informacional por outros motivos
""")

RETORNO_240 = Layout(
    name=CNAB240,
    records={
        "T": segment_t(
            (
                Field("nosso_numero", 38, 57, TEXT, may_be_blank=True),
                Field("carteira", 58, 58, TEXT, may_be_blank=True),
            )
        ),
        "U": SEGMENT_U,
    },
    ocorrencias=OCORRENCIAS_240,
    motivos=(
        (("02", "03", "26", "30", "36"), REJECTIONS | REJECTIONS_240),
        (("28",), FEES),
        (("06", "09", "17"), WAYS),
    ),
    skipped={"Y": "informações complementares (Pix, sacador, rateio)"},
    number_width=9,
)

RETORNO_400 = Layout(
    name=CNAB400,
    records={
        "1": detail_400(
            "1",
            (
                Field("carteira", 14, 14, TEXT, may_be_blank=True),
                Field("nosso_numero", 48, 62, TEXT, may_be_blank=True),
                Field("multa_cents", 280, 292, CENTS, may_be_blank=True),
                Field("motivos", 319, 328, TEXT, may_be_blank=True),
                Field("credit_on", 329, 336, AAAAMMDD, may_be_blank=True),
            ),
            without=("iof_cents", "other_cents"),
        )
    },
    ocorrencias=OCORRENCIAS_400,
    motivos=((("03", "24", "27", "30", "32"), REJECTIONS_400), (("28",), FEES_400)),
    skipped={"2": "rateio de crédito", "8": "dados do Pix"},
    number_width=9,
    trailer_bank=3,
    is_seen=True,
)
