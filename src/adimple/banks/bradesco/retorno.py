"""Bradesco, 237: retorno of both layouts. The trailer of a 400 adds up entries, payments and baixas."""

from adimple.banks.bradesco.motivos import BAIXAS_400, REJECTIONS_240, REJECTIONS_400
from adimple.domain.check_digits import TO_SEVEN, mod11
from adimple.domain.cnab import DDMMAA, TEXT, Field
from adimple.domain.retorno.febraban import FEES, REJECTIONS, WAYS
from adimple.domain.retorno.layout import (
    CNAB240,
    CNAB400,
    COUNT,
    FACE,
    PAID_SUM,
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
20 protest Confirmação recebimento instrução de sustação de protesto
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
73 negativacao Confirmação recebimento pedido de negativação
""")

OCORRENCIAS_400 = ocorrencias("""
02 registered Entrada confirmada
03 rejected Entrada rejeitada
06 paid Liquidação normal
09 baixa Baixado automaticamente via arquivo
10 baixa Baixado conforme instruções da agência
11 info Em ser - arquivo de títulos pendentes
12 changed Abatimento concedido
13 changed Abatimento cancelado
14 changed Vencimento alterado
15 paid Liquidação em cartório
16 paid Título pago em cheque - vinculado
17 paid_after_baixa Liquidação após baixa ou título não registrado
18 info Acerto de depositária
19 protest Confirmação do recebimento da instrução de protesto
20 protest Confirmação recebimento instrução sustação de protesto
21 changed Acerto do controle do participante
22 reversed Título com pagamento cancelado
23 protest Entrada do título em cartório
24 rejected Entrada rejeitada por CEP irregular
25 protest Confirmação do recebimento da instrução de protesto falimentar
27 instruction_rejected Baixa rejeitada
28 fee Débito de tarifas/custas
29 info Ocorrências do pagador
30 instruction_rejected Alteração de outros dados rejeitados
32 instruction_rejected Instrução rejeitada
33 changed Confirmação pedido alteração outros dados
34 protest Retirado de cartório e manutenção carteira
35 info Desagendamento do débito automático
40 reversed Estorno de pagamento
55 protest Sustado judicial
68 info Acerto dos dados do rateio de crédito
69 info Cancelamento dos dados do rateio
73 negativacao Confirmação do recebimento do pedido de negativação
74 negativacao Confirmação do pedido de exclusão de negativação
""")


def _number_dv(carteira: str, number: str, written: str) -> tuple[str, str]:
    if not (written.strip() and carteira.isdigit() and number.isdigit() and f"{carteira}{number}".isascii()):
        return "", ""
    return written, mod11(carteira + number, TO_SEVEN, ten="P")


RETORNO_240 = Layout(
    name=CNAB240,
    records={
        "T": segment_t(
            (
                Field("carteira", 38, 40, TEXT, may_be_blank=True),
                Field("nosso_numero", 46, 56, TEXT, may_be_blank=True),
            )
        ),
        "U": SEGMENT_U,
    },
    ocorrencias=OCORRENCIAS_240,
    motivos=((("02", "03", "26", "30"), REJECTIONS | REJECTIONS_240), (("28",), FEES), (("06", "09", "17"), WAYS)),
    skipped={"Y": "informações complementares (Pix, sacador, rateio)"},
    number_width=11,
    number_dv=lambda text: _number_dv(text[38:40], text[45:56], text[56:57]),
)

RETORNO_400 = Layout(
    name=CNAB400,
    records={
        "1": detail_400(
            "1",
            (
                Field("carteira", 23, 24, TEXT, may_be_blank=True),
                Field("control", 38, 62, TEXT, may_be_blank=True),
                Field("nosso_numero", 71, 81, TEXT, may_be_blank=True),
                Field("credit_on", 296, 301, DDMMAA, may_be_blank=True),
                Field("motivos", 319, 328, TEXT, may_be_blank=True),
            ),
        )
    },
    ocorrencias=OCORRENCIAS_400,
    motivos=((("03", "24", "27", "30", "32"), REJECTIONS_400), (("09", "10"), BAIXAS_400)),
    skipped={"2": "mensagens e dados do Pix", "3": "rateio de crédito"},
    totals=(
        Total("Quantidade de entradas confirmadas", 58, 62, COUNT, ("02",)),
        Total("Valor das entradas confirmadas", 63, 74, FACE, ("02",)),
        Total("Quantidade de liquidações", 87, 91, COUNT, ("06",)),
        Total("Valor das liquidações", 92, 103, PAID_SUM, ("06",)),
        Total("Quantidade de baixas", 104, 108, COUNT, ("09", "10")),
    ),
    number_width=11,
    number_dv=lambda text: _number_dv(text[22:24], text[70:81], text[81:82]),
    is_seen=True,
)
