"""The night as a loop over objects, for scale: well written, with every relation fetched ahead, and still a loop."""

import time
from datetime import timedelta

from django.db.models import Prefetch

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
    ahead = (
        Prefetch("imputacao_set", models.Imputacao.objects.filter(is_current=True), to_attr="current"),
        Prefetch("actionitem_set", models.ActionItem.objects.only("titulo_id", "step_code"), to_attr="done"),
        Prefetch("devedor__hold_set", models.Hold.objects.filter(lifted_at=None), to_attr="holding"),
        Prefetch("devedor__contact_set", models.Contact.objects.filter(kind="email", wrong_at=None), to_attr="emails"),
        Prefetch("devedor__consent_set", models.Consent.objects.filter(channel="email"), to_attr="consents"),
    )
    for titulo in open_titulos.prefetch_related(*ahead).order_by("id")[:count].iterator(chunk_size=2_000):
        planned += _plan_one(titulo, regua)
    assert planned, "the loop planned nothing: it measured nothing"
    return count / (time.perf_counter() - started)


def _plan_one(titulo: models.Titulo, regua) -> int:
    devedor = titulo.devedor
    open_cents = titulo.current[0].principal_left_cents if titulo.current else titulo.principal_cents
    days = (seed.ON - titulo.due_on).days
    step = step_for(regua, devedor.profile, days_since_due=days, open_principal_cents=open_cents)
    if step is None or any(item.step_code == step.code for item in titulo.done):
        return 0
    holds = {hold.kind for hold in devedor.holding}
    facts = Facts(
        channel_code=CHANNEL_CODES["email"],
        is_b2c=devedor.kind == "B2C",
        uf_code=UF_CODES.get(devedor.uf, 0),
        opted_out=any(not consent.granted for consent in devedor.consents),
        hold_contestacao="contestacao" in holds,
        hold_ja_paguei="ja_paguei" in holds,
        hold_promise="promise" in holds,
        is_represented="lawyer" in holds,
        is_prescribed=is_prescribed(due_on=titulo.due_on, on=seed.ON),
    )
    return int(bool(devedor.emails) and gate.blocking_index(facts, seed.ON) == gate.ALLOWED)
