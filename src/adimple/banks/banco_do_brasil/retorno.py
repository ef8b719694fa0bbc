"""Banco do Brasil, 001: retorno of both layouts. In a 400, record 7 is of a convênio of seven digits."""

from adimple.banks.banco_do_brasil.motivos import BAIXAS_400, REJECTIONS_240, REJECTIONS_400, WAYS_400
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field
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
44 reversed Título pago com cheque devolvido
50 info Título pago com cheque pendente de compensação
""")

OCORRENCIAS_400 = ocorrencias("""
02 registered Confirmação de entrada de título
03 rejected Comando recusado
05 paid_after_baixa Liquidado sem registro (carteira 17, tipo 4)
06 paid Liquidação normal
07 paid Liquidação por conta
08 paid Liquidação por saldo
09 baixa Baixa de título
10 baixa Baixa solicitada
11 info Títulos em ser
12 changed Abatimento concedido
13 changed Abatimento cancelado
14 changed Alteração de vencimento do título
15 paid Liquidação em cartório
16 changed Confirmação de alteração de juros de mora
19 protest Confirmação de recebimento de instruções para protesto
20 info Débito em conta
21 changed Alteração do nome do pagador
22 changed Alteração do endereço do pagador
23 protest Indicação de encaminhamento a cartório
24 protest Sustar protesto
25 changed Dispensar juros de mora
26 changed Alteração do número do título dado pelo beneficiário (seu número)
28 fee Manutenção de título vencido
31 changed Conceder desconto
32 changed Não conceder desconto
33 changed Retificar desconto
34 changed Alterar data para desconto
35 changed Cobrar multa
36 changed Dispensar multa
37 changed Dispensar indexador
38 changed Dispensar prazo limite para recebimento
39 changed Alterar prazo limite para recebimento
41 changed Alteração do número do controle do participante (25 posições)
42 changed Alteração do número do documento do pagador (CNPJ/CPF)
44 reversed Título pago com cheque devolvido
46 info Título pago com cheque, aguardando compensação
72 changed Alteração de tipo de cobrança (carteiras 11 e 17)
73 changed Confirmação de instrução de parâmetro de pagamento parcial
96 fee Despesas de protesto
97 fee Despesas de sustação de protesto
98 fee Débito de custas antecipadas
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
    motivos=((("02", "03", "26", "30"), REJECTIONS | REJECTIONS_240), (("28",), FEES), (("06", "09", "17"), WAYS)),
    skipped={"Y": "informações complementares (Pix, sacador, rateio)"},
    has_lot_totals=False,
    is_seen=True,
)

RETORNO_400 = Layout(
    name=CNAB400,
    records={
        "7": detail_400(
            "7",
            (
                Field("control", 39, 63, TEXT, may_be_blank=True),
                Field("nosso_numero", 64, 80, TEXT, may_be_blank=True),
                Field("credit_on", 176, 181, DDMMAA, may_be_blank=True),
                Field("tarifa_cents", 182, 188, CENTS, may_be_blank=True),
                Field("carteira", 107, 108, TEXT, may_be_blank=True),
                Field("motivos", 87, 88, TEXT, may_be_blank=True),
            ),
        ),
        "1": detail_400(
            "1",
            (
                Field("control", 38, 62, TEXT, may_be_blank=True),
                Field("nosso_numero", 63, 73, TEXT, may_be_blank=True),
                Field("credit_on", 176, 181, DDMMAA, may_be_blank=True),
                Field("tarifa_cents", 182, 188, CENTS, may_be_blank=True),
                Field("carteira", 107, 108, TEXT, may_be_blank=True),
                Field("motivos", 87, 88, TEXT, may_be_blank=True),
            ),
        ),
    },
    ocorrencias=OCORRENCIAS_400,
    motivos=((("03",), REJECTIONS_400), (("05", "06", "07", "08", "15"), WAYS_400), (("09", "10"), BAIXAS_400)),
    is_seen=True,
    refuses_last=("03",),
)
