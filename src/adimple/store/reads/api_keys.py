"""The API keys of a credor, as its owner sees them: never the key itself."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    made_by: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def state(self, now: datetime) -> str:
        """active · expired · revoked"""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if now < self.expires_at else "expired"


def list_keys(scope: Scope, credor_id: int) -> list[ApiKeyRow]:
    """Newest first, those that no longer serve among them."""
    rows = models.ApiKey.objects.filter(Q(credor_id=credor_id) & Q(credor_id__in=scope.credor_ids))
    return [
        ApiKeyRow(
            row.id, row.name, row.prefix, tuple(row.scopes), row.account.name,
            row.created_at, row.expires_at, row.last_used_at, row.revoked_at,
        )
        for row in rows.select_related("account").order_by("-id")
    ]  # fmt: skip
