"""Who asks, and for what: the credor named, the sum itemised."""

from datetime import date

from adimple.domain.conduct.facts import DOCUMENT, EMAIL, PHONE, RJ, Facts, is_written
from adimple.domain.conduct.verdict import ALWAYS, Kind, Rule
from adimple.domain.lanes import Lane, no


def is_consumer_document(f: Lane) -> Lane:
    return f.is_b2c & is_written(f)


def names_credor(f: Lane) -> Lane:
    return f.is_credor_identified


def is_consumer_demand(f: Lane) -> Lane:
    # An answer to what the devedor asked is not a demand.
    return f.is_b2c & no(f.initiated_by_devedor)


def is_itemised(f: Lane) -> Lane:
    return f.is_itemised


RULES = (
    Rule(
        code="CON-42A",
        cites="CDC art. 42-A (Lei 12.039/2009)",
        since=date(2009, 10, 2),
        rank=890,
        kind=Kind.REQUIRE_CONTENT,
        phrase="Falta identificar o credor: nome, endereço e CPF ou CNPJ são obrigatórios em documento de cobrança.",
        lifts="Complete o cadastro do credor em Configurações.",
        applies=is_consumer_document,
        allows=names_credor,
        examples=(
            (Facts(DOCUMENT, is_credor_identified=False), Kind.REQUIRE_CONTENT),
            (Facts(EMAIL, is_credor_identified=False), Kind.REQUIRE_CONTENT),
            (Facts(EMAIL), Kind.ALLOW),
            (Facts(PHONE, is_credor_identified=False), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CHG-ITEM",
        cites=(
            "RJ Lei 6.854/2014 art. 2; SP Lei 17.832/2023 art. 49; PR Lei 17.352/2012 art. 2;"
            " PE Lei 16.559/2019 art. 26-A; nas demais UFs, política da casa e CDC art. 6, III"
        ),
        since=ALWAYS,
        rank=900,
        kind=Kind.REQUIRE_CONTENT,
        phrase="Falta discriminar a cobrança: valor original e cada acréscimo, um a um, não só o total.",
        lifts="Use um modelo que traga principal, multa e juros separados.",
        applies=is_consumer_demand,
        allows=is_itemised,
        examples=(
            (Facts(DOCUMENT, uf_code=RJ, is_itemised=False), Kind.REQUIRE_CONTENT),
            (Facts(PHONE, is_itemised=False), Kind.REQUIRE_CONTENT),
            (Facts(EMAIL), Kind.ALLOW),
            (Facts(EMAIL, is_b2c=False, is_itemised=False), Kind.ALLOW),
        ),
    ),
)
