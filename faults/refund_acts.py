"""Trials of devoluções: asked of a PSP that loses answers, fails or refuses, by one or two who are killed at it.

Each goes back once or not at all, and what the PSP's own book says went back is what the ledger lost.
"""

import random  # noqa: TID251 - a seeded draw at an entry point
import time
from datetime import timedelta

from faults import acts, checks
from faults.acts import Told
from faults.file_acts import _expect, _fork
from faults.pix_acts import NOW, _as_in_the_book, _cents
from faults.psp import Psp
from faults.world import Installation, World

LOOKS = 40  # of a worker at what waits, eleven minutes of its clock apart
SHARE = 5  # of what is left of a Pix, the part that goes back
LATER = NOW + timedelta(hours=8)


def kill_refunds(installation: Installation, draw: random.Random, most: int) -> Told:
    """Parts of every Pix asked back, and whoever asks is killed; then the worker asks what became of each."""
    told = Told()
    folder = installation.data / "sandbox" / "psp"
    psp = Psp(folder, NOW)
    with installation.world("charged") as world:
        before = (folder / "book.jsonl").read_bytes()
        try:
            psp.start()
            _expect(world, _compare)
            while told.injections < min(most, 6):
                knobs = {name: draw.randrange(4) for name in ("lost", "failed_before", "failed_after")}
                psp.start(refunds=draw.choice((0, 0, 2)), **knobs)
                asking = [_fork(world, _give_back) for _ in range(draw.choice((1, 2)))]
                time.sleep(draw.uniform(0.1, 0.6))
                told.injections += sum(acts._kill(child) for child in asking)
            psp.start()
            _expect(world, _review)
            told.wrong += _each_once(world, psp) + _as_in_the_book(world, psp) + checks.money(world)
            told.wrong += world.doctor(LATER)
        finally:
            psp.stop()
            (folder / "book.jsonl").write_bytes(before)  # the next world's
    return told


def _compare() -> None:
    """What the PSP received is taken in."""
    from adimple.cli import boot
    from adimple.store import models
    from adimple.store.reads import access
    from adimple.usecases import reconcile_pix, take_pix
    from adimple.usecases.context import Actor, Context

    boot.ready()
    ctx = Context(Actor(take_pix.ACTOR), access.whole_scope(), NOW)
    reconcile_pix.reconcile_pix(ctx, models.PspAccount.objects.get().id)


def _give_back() -> None:
    """As somebody in the console, one receipt after another; one on its way is left alone."""
    from dataclasses import replace

    from adimple.cli import boot
    from adimple.domain.errors import Refused
    from adimple.store import models
    from adimple.store.reads import pix_refunds
    from adimple.usecases.refund_pix import RefundPix, refund_pix

    boot.ready()
    ctx = replace(boot.context(), now=NOW)
    for incoming_id in models.Incoming.objects.exclude(state="reversed").order_by("id").values_list("id", flat=True):
        may = pix_refunds.refundable(ctx.scope, incoming_id)
        if may.may_go_back(ctx.on):
            cents = max(may.left_cents // SHARE, 1)
            try:
                refund_pix(ctx, RefundPix(incoming_id=incoming_id, cents=cents, reason="sobra", number=may.next_number))
            except Refused:  # another asked meanwhile
                continue


def _review() -> None:
    """Until every one has its end."""
    from adimple.cli import boot
    from adimple.store import models
    from adimple.store.reads import access, pix_refunds
    from adimple.usecases import take_pix
    from adimple.usecases.context import Actor, Context
    from adimple.usecases.review_refund import review_refunds

    boot.ready()
    live = models.PixRefund.objects.filter(state__in=pix_refunds.LIVE)
    for number in range(1, LOOKS):
        if not live.exists():
            return
        review_refunds(Context(Actor(take_pix.ACTOR), access.whole_scope(), NOW + number * timedelta(minutes=11)))
    raise AssertionError(f"devoluções sem fim: {live.count()}")


def _each_once(world: World, psp: Psp) -> list[str]:
    """Of each devolução asked, what the PSP has by its id: it went back there, and only if it is returned here."""
    there = {
        one["id"]: (_cents(one["valor"]), one["status"] == "DEVOLVIDO")
        for pix in psp.known("pix").values()
        for one in pix.get("devolucoes", ())
    }
    rows = world.rows("SELECT refund_id, cents, state FROM pix_refund")
    wrong = [
        f"a devolução {name} é {state} aqui e {there.get(name)} no PSP"
        for name, cents, state in rows
        if there.get(name, (cents, False)) != (cents, state == "returned")
    ]
    ours = {name for name, _, _ in rows}
    strange = [name for name in there if len(name) == len(next(iter(ours), "")) and name not in ours]
    return wrong[:5] + [f"devoluções no PSP que ninguém pediu: {strange[:3]}"] * bool(strange)
