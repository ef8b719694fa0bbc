"""Santander, 033: retorno of both layouts. Its segment T begins four columns to the left of FEBRABAN's."""

from adimple.banks.santander.motivos import REJECTIONS_240, REJECTIONS_400
from adimple.domain.cnab import DDMMAA, TEXT, Field
from adimple.domain.retorno.febraban import FEES, REJECTIONS, WAYS
from adimple.domain.retorno.layout import CNAB240, CNAB400, SEGMENT_U, Layout, detail_400, ocorrencias, segment_t

OCORRENCIAS_240 = ocorrencias("""
02 registered Entrada confirmada
03 rejected Entrada rejeitada
04 info Transferência de carteira/entrada
05 info Transferência de carteira/baixa
06 paid Liquidação
09 baixa Baixa
11 info Títulos em carteira (em ser)
12 changed Confirmação recebimento instrução de abatimento
13 changed Confirmação recebimento instrução de cancelamento abatimento
14 changed Confirmação recebimento instrução alteração de vencimento
17 paid_after_baixa Liquidação após baixa ou liquidação título não registrado
19 protest Confirmação recebimento instrução de protesto
20 protest Confirmação recebimento instrução de sustação/não protestar
23 protest Remessa a cartório (aponte em cartório)
24 protest Retirada de cartório e manutenção em carteira
25 protest Protestado e baixado (baixa por ter sido protestado)
26 instruction_rejected Instrução rejeitada
27 changed Confirmação do pedido de alteração de outros dados
28 fee Débito de tarifas/custas
29 info Ocorrências do pagador
30 instruction_rejected Alteração de dados rejeitada
32 instruction_rejected Código de IOF inválido
51 info Título DDA reconhecido pelo pagador
52 info Título DDA não reconhecido pelo pagador
53 info Título DDA recusado pela CIP
A4 info Pagador DDA
""")

OCORRENCIAS_400 = ocorrencias("""
01 instruction_rejected Título não existe
02 registered Entrada título confirmada
03 rejected Entrada título rejeitada
06 paid Liquidação
07 paid Liquidação por conta
08 paid Liquidação por saldo
09 baixa Baixa automática
10 perhaps_settled Título baixado conforme instrução ou por título protestado
11 info Em ser
12 changed Abatimento concedido
13 changed Abatimento cancelado
14 changed Prorrogação de vencimento
15 protest Enviado para cartório
16 instruction_rejected Título já baixado/liquidado
17 paid Liquidado em cartório
21 protest Entrada em cartório
22 protest Retirado de cartório
24 fee Custas de cartório
25 protest Protestar título
26 protest Sustar protesto
51 info Título DDA reconhecido pelo pagador
52 info Título DDA não reconhecido pelo pagador
53 info Título DDA recusado pela CIP
""")

RETORNO_240 = Layout(
    name=CNAB240,
    records={
        "T": segment_t(
            (
                Field("nosso_numero", 41, 53, TEXT, may_be_blank=True),
                Field("carteira", 54, 54, TEXT, may_be_blank=True),
            ),
            at=-4,
        ),
        "U": SEGMENT_U,
    },
    ocorrencias=OCORRENCIAS_240,
    motivos=((("02", "03", "26", "30"), REJECTIONS | REJECTIONS_240), (("28",), FEES), (("06", "09", "17"), WAYS)),
    skipped={"Y": "informações complementares (Pix, sacador, rateio)"},
    number_width=13,
    adds=(2, 0),
    is_seen=True,
)

RETORNO_400 = Layout(
    name=CNAB400,
    records={
        "1": detail_400(
            "1",
            (
                Field("control", 38, 62, TEXT, may_be_blank=True),
                Field("nosso_numero", 63, 70, TEXT, may_be_blank=True),
                Field("carteira", 108, 108, TEXT, may_be_blank=True),
                Field("motivos", 137, 145, TEXT, may_be_blank=True),
                Field("credit_on", 296, 301, DDMMAA, may_be_blank=True),
            ),
        )
    },
    ocorrencias=OCORRENCIAS_400,
    motivos=((("03", "01", "16"), REJECTIONS_400),),
    skipped={
        "2": "dados do Pix",
        "4": "informações complementares",
        "5": "informações complementares",
        "8": "informações complementares",
    },
    number_width=13,
    motivo_width=3,
)
