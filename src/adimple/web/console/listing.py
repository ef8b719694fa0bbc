"""What the pages of títulos and devedores share: the filter typed into the address, and what the page needs of it."""

from typing import Any

from django.http import HttpRequest

from adimple.domain import aging
from adimple.store.page import Page
from adimple.store.reads.listing import ListFilter
from adimple.store.scope import Scope
from adimple.usecases import export_list
from adimple.usecases.context import ROLES
from adimple.web.console.staff import credores_of

BUCKET_NAMES = (("", "Todas"), *((bucket.code, bucket.label) for bucket in aging.BUCKETS))
OPEN = "abertos"


def typed[Filter: ListFilter](request: HttpRequest, kind: type[Filter]) -> Filter:
    """The filter of the address. Raises Invalid for a band or a situation that does not exist."""
    return kind(
        text=request.GET.get("q", "").strip(),
        bucket=request.GET.get("faixa", ""),
        state=request.GET.get("situacao") or OPEN,
    )


def may_take(scope: Scope) -> str:
    """Whether the page offers its list as a spreadsheet: of "all" its credores, of a "part" of them; "" if not."""
    least = ROLES.index(export_list.NEEDS)
    may = [ROLES.index(role) <= least for role in scope.roles.values()]
    return "all" if may and all(may) else "part" if any(may) else ""


def list_page(
    request: HttpRequest, scope: Scope, wanted: ListFilter, slug: str, states: tuple[tuple[str, str], ...], page: Page
) -> dict[str, Any]:
    """`slug`: of the credor chosen, "" for all; `scope`: what is chosen."""
    return {
        "on": request.ctx.on,
        "credores": credores_of(request),
        "slug": slug,
        "wanted": wanted,
        "states": states,
        "buckets": BUCKET_NAMES,
        "page": page,
        "may_take": may_take(scope),
        "is_filtered": bool(wanted.text or wanted.bucket or slug or wanted.state != OPEN),
    }
