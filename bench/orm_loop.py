"""The night as a loop over objects, for scale: what it costs to ask the database about one título at a time."""

import time
from datetime import timedelta

from adimple.domain.conduct import gate
from adimple.domain.conduct.facts import CHANNEL_CODES, UF_CODES, Facts, is_prescribed
from adimple.domain.regua import document
from adimple.domain.regua.regua import step_for
from adimple.store import models
from bench import seed


def titulos_per_second(count: int) -> float:
    """Títulos a second over `count` títulos, planning nothing to disk but the same questions asked."""
    credor = models.Credor.objects.get(slug="bench")
    regua = document.read_regua(models.Regua.objects.get(credor=credor).document)
    first = seed.ON - timedelta(days=70)
    started = time.perf_counter()
    planned = 0
    open_titulos = models.Titulo.objects.filter(closed_on=None, due_on__gte=first).select_related("devedor")
    for titulo in open_titulos.order_by("id")[:count].iterator():
        planned += _plan_one(titulo, regua)
    assert planned, "the loop planned nothing: it measured nothing"
    return count / (time.perf_counter() - started)


def _plan_one(titulo: models.Titulo, regua) -> int:
    devedor = titulo.devedor
    current = titulo.imputacao_set.filter(is_current=True).first()
    open_cents = current.principal_left_cents if current else titulo.principal_cents
    days = (seed.ON - titulo.due_on).days
    step = step_for(regua, devedor.profile, days_since_due=days, open_principal_cents=open_cents)
    if step is None or models.ActionItem.objects.filter(titulo=titulo, step_code=step.code).exists():
        return 0
    holds = set(devedor.hold_set.filter(lifted_at=None).values_list("kind", flat=True))
    contact = devedor.contact_set.filter(kind="email", wrong_at=None).first()
    facts = Facts(
        channel_code=CHANNEL_CODES["email"],
        is_b2c=devedor.kind == "B2C",
        uf_code=UF_CODES.get(devedor.uf, 0),
        opted_out=devedor.consent_set.filter(channel="email", granted=False).exists(),
        hold_contestacao="contestacao" in holds,
        hold_ja_paguei="ja_paguei" in holds,
        hold_promise="promise" in holds,
        is_represented="lawyer" in holds,
        is_prescribed=is_prescribed(due_on=titulo.due_on, on=seed.ON),
    )
    return int(contact is not None and gate.blocking_index(facts, seed.ON) == gate.ALLOWED)
