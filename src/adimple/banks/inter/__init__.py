"""Inter, 077: agência, carteira, operação, ten digits and their module 10."""

from adimple.banks.inter import remessa
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order, refuse_carteira
from adimple.domain.boleto import padded
from adimple.domain.check_digits import mod10
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field
from adimple.domain.retorno.layout import CNAB400, Layout, detail_400, ocorrencias

_CARTEIRAS = ("110", "112")


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    agencia = padded(convenio.agencia, "agencia", 4)
    refuse_carteira(convenio.carteira, _CARTEIRAS)
    sequence = padded(order.sequence, "nosso_numero", 10)
    head = f"{agencia}{convenio.carteira}"
    dv = mod10(head + sequence)
    return NossoNumero(sequence + dv, dv, f"{agencia}{mod10(agencia)}/{convenio.carteira}/{sequence}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    number = nosso_numero(convenio, order).number
    agencia, operacao = padded(convenio.agencia, "agencia", 4), padded(convenio.operacao, "operacao", 7)
    return agencia + convenio.carteira + operacao + number


OCORRENCIAS_400 = ocorrencias("""
02 registered Em aberto
03 rejected Erro
06 paid Pago
07 baixa Cancelado
14 changed Alteração da data de vencimento realizada
15 changed Alteração do valor nominal do título realizada
16 changed Alteração do valor nominal e da data de vencimento realizada
""")


_ABSENT = (
    "tarifa_cents",
    "expenses_cents",
    "iof_cents",
    "abatimento_cents",
    "discount_cents",
    "juros_cents",
    "other_cents",
)

RETORNO_400 = Layout(
    name=CNAB400,
    records={
        "1": detail_400(
            "1",
            (
                Field("carteira", 21, 23, TEXT, may_be_blank=True),
                Field("control", 38, 62, TEXT, may_be_blank=True),
                Field("nosso_numero", 71, 81, TEXT, may_be_blank=True),
                Field("ocorrencia", 90, 91, TEXT),
                Field("occurred_on", 92, 97, DDMMAA),
                Field("seu_numero", 98, 107, TEXT, may_be_blank=True),
                Field("due_on", 119, 124, DDMMAA, may_be_blank=True),
                Field("face_cents", 125, 137, CENTS),
                Field("paid_cents", 160, 172, CENTS),
                Field("credit_on", 173, 178, DDMMAA, may_be_blank=True),
                Field("motivos", 241, 380, TEXT, may_be_blank=True),
            ),
            without=_ABSENT,
        )
    },
    ocorrencias=OCORRENCIAS_400,
    number_width=11,
    motivo_width=0,
)

BANK = Bank(
    code="077",
    name="Inter",
    header="077-9",
    asked=(
        Asked("agencia", "Agência", 4),
        Asked("conta", "Conta", 10),
        Asked("carteira", "Carteira", 3),
        Asked("operacao", "Operação", 7),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Inter, Layout de arquivo CNAB 400 de cobrança",
    retorno400=RETORNO_400,
    remessa400=remessa.REMESSA_400,
)
