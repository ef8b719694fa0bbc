"""Sicoob, 756: retorno of both layouts. Ours counts eight digits; the files put zeros before them."""

from adimple.banks.sicoob.motivos import REJECTIONS_240, REJECTIONS_400
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field
from adimple.domain.retorno.febraban import FEES, REJECTIONS, WAYS
from adimple.domain.retorno.layout import CNAB240, CNAB400, SEGMENT_U, Layout, detail_400, ocorrencias, segment_t

OCORRENCIAS_240 = ocorrencias("""
02 registered Entrada confirmada
03 rejected Entrada rejeitada
04 info Transferência de carteira/entrada
05 info Transferência de carteira/baixa
06 paid Liquidação
07 changed Confirmação do recebimento da instrução de desconto
08 changed Confirmação do recebimento do cancelamento do desconto
09 baixa Baixa
11 info Títulos em carteira (em ser)
12 changed Confirmação recebimento instrução de abatimento
13 changed Confirmação recebimento instrução de cancelamento abatimento
14 changed Confirmação recebimento instrução alteração de vencimento
15 settled Franco de pagamento
17 paid_after_baixa Liquidação após baixa ou liquidação título não registrado
19 protest Confirmação recebimento instrução de protesto
20 protest Confirmação recebimento instrução de sustação/cancelamento de protesto
23 protest Remessa a cartório (aponte em cartório)
24 protest Retirada de cartório e manutenção em carteira
25 protest Protestado e baixado (baixa por ter sido protestado)
26 instruction_rejected Instrução rejeitada
27 changed Confirmação do pedido de alteração de outros dados
28 fee Débito de tarifas/custas
29 info Ocorrências do pagador
30 instruction_rejected Alteração de dados rejeitada
33 changed Confirmação da alteração dos dados do rateio de crédito
34 changed Confirmação do cancelamento dos dados do rateio de crédito
35 instruction_accepted Confirmação do desagendamento do débito automático
36 info Confirmação de envio de e-mail/SMS
37 info Envio de e-mail/SMS rejeitado
38 changed Confirmação de alteração do prazo limite de recebimento
39 changed Confirmação de dispensa de prazo limite de recebimento
40 changed Confirmação da alteração do número do título dado pelo beneficiário
41 changed Confirmação da alteração do número controle do participante
42 changed Confirmação da alteração dos dados do pagador
43 changed Confirmação da alteração dos dados do sacador/avalista
44 reversed Título pago com cheque devolvido
45 paid Título pago com cheque compensado
46 protest Instrução para cancelar protesto confirmada
47 protest Instrução para protesto para fins falimentares confirmada
48 instruction_accepted Confirmação de instrução de transferência de carteira/modalidade de cobrança
49 info Alteração de contrato de cobrança
50 info Título pago com cheque pendente de liquidação
51 info Título DDA reconhecido pelo pagador
52 info Título DDA não reconhecido pelo pagador
53 info Título DDA recusado pela CIP
54 baixa Confirmação da instrução de baixa de título negativado sem protesto
55 changed Confirmação de pedido de dispensa de multa
56 changed Confirmação do pedido de cobrança de multa
57 changed Confirmação do pedido de alteração de cobrança de juros
58 changed Confirmação do pedido de alteração do valor/data de desconto
59 changed Confirmação do pedido de alteração do beneficiário do título
60 changed Confirmação do pedido de dispensa de juros de mora
""")

OCORRENCIAS_400 = ocorrencias("""
02 registered Confirmação entrada título
03 rejected Entrada rejeitada
05 paid_after_baixa Liquidação sem registro
06 paid Liquidação normal
09 baixa Baixa de título
10 baixa Baixa solicitada (pedido do beneficiário)
11 info Títulos em ser
14 changed Alteração de vencimento
15 paid Liquidação em cartório
23 protest Encaminhado a protesto
27 changed Confirmação alteração dados
30 instruction_rejected Alteração de dados rejeitada
32 instruction_rejected Instrução rejeitada
48 instruction_accepted Confirmação de instrução de transferência de carteira/modalidade de cobrança
""")

RETORNO_240 = Layout(
    name=CNAB240,
    records={
        "T": segment_t(
            (
                Field("nosso_numero", 38, 47, TEXT, may_be_blank=True),
                Field("carteira", 58, 58, TEXT, may_be_blank=True),
            )
        ),
        "U": SEGMENT_U,
    },
    ocorrencias=OCORRENCIAS_240,
    motivos=((("02", "03", "26", "30"), REJECTIONS | REJECTIONS_240), (("28",), FEES), (("06", "09", "17"), WAYS)),
    skipped={"Y": "informações complementares (Pix, sacador, rateio)"},
    number_width=8,
    is_seen=True,
)

RETORNO_400 = Layout(
    name=CNAB400,
    records={
        "1": detail_400(
            "1",
            (
                Field("control", 38, 62, TEXT, may_be_blank=True),
                Field("nosso_numero", 63, 74, TEXT, may_be_blank=True),
                Field("carteira", 108, 108, TEXT, may_be_blank=True),
                Field("credit_on", 176, 181, DDMMAA, may_be_blank=True),
                Field("tarifa_cents", 182, 188, CENTS, may_be_blank=True),
                Field("motivos", 319, 328, TEXT, may_be_blank=True),
            ),
        )
    },
    ocorrencias=OCORRENCIAS_400,
    motivos=((("03", "30", "32"), REJECTIONS_400),),
    number_width=8,
)
