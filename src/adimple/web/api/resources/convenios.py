"""Convênios: the contracts under which boletos are numbered."""

from datetime import datetime

from ninja import Router

from adimple.store.reads import convenios as reads
from adimple.web.api.door import Key
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import KeyRequest, Told

router = Router()


class Convenio(Told):
    """`waiting`: orders for the next remessa. `last_sequence`: of its boletos; `last_remessa`: of its files.

    `reissues`: a boleto that no longer serves is made again by itself.
    """

    id: int
    bank_code: str
    label: str
    layout: str
    last_sequence: int
    last_remessa: int
    days_payable: int
    reissues: bool
    waiting: int
    closed_at: datetime | None


class Convenios(Told):
    rows: list[Convenio]


@router.get("", response=Convenios, auth=Key("convenios.ler"), summary="Convênios de boleto do credor")
def list_convenios(request: KeyRequest):
    rows = reads.list_convenios(request.auth.ctx.scope)
    return Convenios(rows=[Convenio(**{name: getattr(row, name) for name in Convenio.model_fields}) for row in rows])


RESOURCE = Resource("convenios", "Convênios", router)
