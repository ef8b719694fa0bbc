"""What the pages of títulos and devedores share: the filter typed into the address, and what the page needs of it."""

from typing import Any

from django.http import HttpRequest

from adimple.domain import aging
from adimple.store.page import Page
from adimple.store.reads import credores
from adimple.store.reads.listing import ListFilter

BUCKET_NAMES = (("", "Todas"), *((bucket.code, bucket.label) for bucket in aging.BUCKETS))
OPEN = "abertos"


def typed[Filter: ListFilter](request: HttpRequest, kind: type[Filter]) -> Filter:
    """The filter of the address. Raises Invalid for a band or a situation that does not exist."""
    return kind(
        text=request.GET.get("q", "").strip(),
        bucket=request.GET.get("faixa", ""),
        state=request.GET.get("situacao") or OPEN,
    )


def list_page(
    request: HttpRequest, wanted: ListFilter, slug: str, states: tuple[tuple[str, str], ...], page: Page
) -> dict[str, Any]:
    """`slug`: of the credor chosen, "" for all."""
    return {
        "on": request.ctx.on,
        "credores": credores.list_credores(request.ctx.scope),
        "slug": slug,
        "wanted": wanted,
        "states": states,
        "buckets": BUCKET_NAMES,
        "page": page,
        "is_filtered": bool(wanted.text or wanted.bucket or slug or wanted.state != OPEN),
    }
