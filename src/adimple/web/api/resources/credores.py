"""The credor of a key."""

from datetime import datetime

from ninja import Router

from adimple.store.reads import credores as reads
from adimple.web.api.door import Key
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import KeyRequest, Told

router = Router()


class Credor(Told):
    """`sending`: ensaio (nothing leaves) · stopped · on · closed (read only, since `closed_at`)."""

    id: int
    slug: str
    name: str
    document: str
    sending: str
    daily_ceiling: int
    closed_at: datetime | None


class Credores(Told):
    rows: list[Credor]


@router.get("", response=Credores, auth=Key("credores.ler"), summary="O credor desta chave")
def list_credores(request: KeyRequest):
    rows = reads.list_credores(request.auth.ctx.scope)
    return Credores(
        rows=[
            Credor(
                id=row.id, slug=row.slug, name=row.name, document=row.document,
                sending=row.sending, daily_ceiling=row.daily_ceiling,
                closed_at=row.closed_at,
            )
            for row in rows
        ]
    )  # fmt: skip


RESOURCE = Resource("credores", "Credores", router)
