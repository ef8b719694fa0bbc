"""Banrisul, 041: retorno of both layouts. The nosso número is eight digits and two of check."""

from adimple.banks.banrisul.motivos import REJECTIONS_240, REJECTIONS_400
from adimple.domain.cnab import DDMMAA, TEXT, Field
from adimple.domain.retorno.febraban import FEES, REJECTIONS, WAYS
from adimple.domain.retorno.layout import CNAB240, CNAB400, SEGMENT_U, Layout, detail_400, ocorrencias, segment_t

OCORRENCIAS_240 = ocorrencias("""
02 registered Entrada confirmada
03 rejected Entrada rejeitada
04 info Reembolso e transf. (desconto-vendor) ou transf. de carteira (garantia)
05 info Reembolso e devolução desconto e vendor
06 paid Liquidação
09 baixa Baixa
11 info Título em carteira (em ser)
12 changed Confirmação recebimento instrução abatimento
13 changed Confirmação recebimento instrução de cancelamento abatimento
14 changed Confirmação instrução alteração de vencimento
15 protest Confirmação de protesto imediato por falência
17 paid_after_baixa Liquidação após baixa ou liquidação título não registrado
19 protest Confirmação recebimento instrução protesto
20 protest Confirmação recebimento instrução de sustação/cancelamento de protesto
23 protest Remessa a cartório (aponte em cartório)
25 protest Protestado e baixado (baixa por ter sido protestado)
26 instruction_rejected Instrução rejeitada
27 changed Confirmação do pedido de alteração de outros dados
28 fee Débito de tarifas/custo
30 instruction_rejected Alteração de dados rejeitado
AA settled Devolução, liquidado anteriormente (CCB)
AB info Cobrança a creditar (em trânsito)
AC protest Situação do título - cartório
""")

OCORRENCIAS_400 = ocorrencias("""
02 registered Confirmação de entrada
03 rejected Entrada rejeitada
04 settled Baixa de título liquidado por edital
06 paid Liquidação normal
07 paid Liquidação parcial
08 paid Baixa por pagamento, liquidação pelo saldo
09 baixa Devolução automática
10 baixa Baixado conforme instruções
11 info Arquivo levantamento
12 changed Concessão de abatimento
13 changed Cancelamento de abatimento
14 changed Vencimento alterado
15 paid Pagamento em cartório
16 changed Alteração de dados
18 changed Alteração de instruções
19 protest Confirmação de instrução protesto
20 protest Confirmação de instrução para sustar protesto
21 protest Aguardando autorização para protesto por edital
22 protest Protesto sustado por alteração de vencimento e prazo de cartório
23 protest Confirmação da entrada em cartório
25 settled Devolução, liquidado anteriormente
26 protest Devolvido pelo cartório - erro de informação
30 info Cobrança a creditar (liquidação em trânsito)
31 info Título em trânsito pago em cartório
32 info Reembolso e transferência desconto e vendor ou carteira em garantia
33 info Reembolso e devolução desconto e vendor
34 info Reembolso não efetuado por falta de saldo
40 protest Baixa de títulos protestados
41 fee Despesa de aponte
42 changed Alteração de título
43 info Relação de títulos
44 fee Manutenção mensal
45 protest Sustação de cartório e envio de título a cartório
46 fee Fornecimento de formulário pré-impresso
47 registered Confirmação de entrada - pagador DDA
68 info Acerto dos dados do rateio de crédito
69 info Cancelamento dos dados do rateio
""")

RETORNO_240 = Layout(
    name=CNAB240,
    records={
        "T": segment_t(
            (
                Field("nosso_numero", 38, 45, TEXT, may_be_blank=True),
                Field("carteira", 58, 58, TEXT, may_be_blank=True),
            )
        ),
        "U": SEGMENT_U,
    },
    ocorrencias=OCORRENCIAS_240,
    motivos=(
        (("02", "03", "26", "30"), REJECTIONS | REJECTIONS_240),
        (("28",), FEES),
        (("06", "09", "17", "AA"), WAYS | {"AA": "Baixa por pagamento"}),
    ),
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
                Field("nosso_numero", 63, 70, TEXT, may_be_blank=True),
                Field("carteira", 108, 108, TEXT, may_be_blank=True),
                Field("credit_on", 296, 301, DDMMAA, may_be_blank=True),
                Field("motivos", 383, 392, TEXT, may_be_blank=True),
            ),
            without=("iof_cents", "abatimento_cents"),
        )
    },
    ocorrencias=OCORRENCIAS_400,
    motivos=((("03", "16", "18"), REJECTIONS_400),),
    number_width=8,
)
