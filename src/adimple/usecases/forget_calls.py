"""What a PSP's address was told and no receipt came from is forgotten: it may carry names, and it is nobody's proof.

The PSP never confirmed it, or had told it before. Its row stays, with the SHA-256 of what it was. It writes no event:
that a call came, and was refused, is told.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from adimple.domain.incoming import PIX
from adimple.store import models
from adimple.usecases.context import Context

KEPT = timedelta(days=90)  # longer than a Pix may be given back
BATCH = 2_000


@transaction.atomic
def forget_calls(ctx: Context) -> int:
    """One batch, the oldest first; how many, 0 when nothing is that old. What any receipt came from stays."""
    ended = models.RawPayload.objects.filter(source=PIX, done_at__lt=ctx.now - KEPT)
    used = (model.objects.filter(raw_payload=OuterRef("id")) for model in (models.Incoming, models.Reversal))
    for proof in used:
        ended = ended.exclude(Exists(proof))
    ids = ended.exclude(content=b"").order_by("id").values_list("id", flat=True)[:BATCH]
    return models.RawPayload.objects.filter(id__in=list(ids)).update(content=b"")
