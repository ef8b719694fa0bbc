"""Trials of Pix: charges made at a PSP that loses answers, calls told by sixteen at once, Pix taken in and given back.

What the PSP's own book says was received is in the ledger once, to the cent, less what it gave back.
"""

import json
import random  # noqa: TID251 - a seeded draw at an entry point
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from faults import acts, checks
from faults.acts import Told
from faults.children import Child
from faults.file_acts import _expect, _fork
from faults.ledger_acts import _hit
from faults.money_world import HOOK
from faults.psp import Psp
from faults.world import ON, Installation, World, at

NOW, LATER = at(ON, 10), at(ON, 12)
TELLERS = 16
ASKED, TRIES = 24, 8
TURNS = 200  # of a worker, half a minute of its clock apart
LEFT = "SELECT count(*) FROM raw_payload WHERE source = 'pix' AND done_at IS NULL"


def kill_pix(installation: Installation, draw: random.Random, most: int) -> Told:
    """Calls doubled and out of order; those who keep them, those who take them in, the PSP and the database die."""
    told = Told()
    psp = Psp(installation.data / "sandbox" / "psp", NOW)
    with installation.world("charged") as world:
        try:
            psp.start(slow_s=draw.choice((0, 0, 0.02)))
            tell = partial(_tell, draw.randrange(1 << 30))
            children = [_fork(world, tell), _fork(world, _take)]
            while told.injections < min(most, 5):
                time.sleep(draw.uniform(0, 0.5))
                told.injections += _break(installation, world, psp, draw, children)
                children = [one if not one.is_over() else _fork(world, work) for one, work in
                            zip(children, (tell, _take), strict=True)]  # fmt: skip
            for child in children:
                acts._kill(child)
            psp.start(skew_s=draw.choice((-600, 0, 600)))
            _expect(world, tell)
            pair = [_fork(world, _take_all) for _ in range(2)]
            told.wrong += [child.said()[-700:] for child in pair if child.wait()]
            told.wrong += _as_in_the_book(world, psp) + checks.money(world) + world.doctor(LATER)
        finally:
            psp.stop()
    return told


def kill_charges(installation: Installation, draw: random.Random, most: int) -> Told:
    """Charges asked of a PSP that applies and does not answer, fails before and after; whoever asks is killed.

    In between their títulos change, so that charges are revised, too.
    """
    told = Told()
    folder = installation.data / "sandbox" / "psp"
    psp = Psp(folder, LATER)
    with installation.world("charged") as world:
        before = (folder / "book.jsonl").read_bytes()
        try:
            while told.injections < min(most, 6):
                psp.start(lost=draw.randrange(4), failed_before=draw.randrange(4), failed_after=draw.randrange(4))
                asking = [_fork(world, _charge_all) for _ in range(draw.choice((1, 2)))]
                time.sleep(draw.uniform(0.1, 0.8))
                told.injections += sum(acts._kill(child) for child in asking)
                world.rows("UPDATE titulo SET principal_cents = principal_cents + 100 WHERE id % 3 = 0 RETURNING id")
            psp.start(refuses_again=draw.random() < 0.5)
            _expect(world, _charge_all)
            told.wrong += _same_at_both(world, psp) + world.doctor(LATER)
        finally:
            psp.stop()
            (folder / "book.jsonl").write_bytes(before)  # the next world's
    return told


def _break(installation: Installation, world: World, psp: Psp, draw: random.Random, children: list[Child]) -> bool:
    """One of them dies; whether it was alive."""
    what = draw.choice(("teller", "worker", "worker", "psp", "postgres"))
    if what == "psp":
        psp.stop()
        time.sleep(draw.uniform(0, 0.3))
        psp.start()
    elif what == "postgres":
        _hit(installation, world, children[1].pid, draw.choice(("SIGKILL", "backend", "restart")))
        installation.start()
    else:
        return acts._kill(children[what == "worker"])
    return True


def _tell(seed: int) -> None:
    """Every call of the PSP three times, in an order of chance, by sixteen at once; each ends with its own answer."""
    from django.conf import settings
    from django.db import connection

    from adimple.cli import boot
    from adimple.store.reads import access
    from adimple.usecases import take_pix
    from adimple.usecases.context import Actor, Context

    boot.ready()
    known = json.loads((settings.DATA_DIR / HOOK).read_text())
    calls = [[one] for one in known["told"]] * 2 + [known["told"][n : n + 3] for n in range(len(known["told"]))]
    random.Random(seed).shuffle(calls)
    ctx = Context(Actor("anônimo"), access.no_scope(), NOW)
    start = threading.Barrier(TELLERS)

    def call(number: int) -> None:
        start.wait()
        for told in calls[number::TELLERS]:
            try:
                take_pix.receive_call(ctx, known["secret"], json.dumps({"pix": told}).encode())
            finally:
                connection.close()  # as a request gives its own back

    connection.close()
    with ThreadPoolExecutor(TELLERS) as pool:
        list(pool.map(call, range(TELLERS)))


def _take() -> None:
    """A worker that goes on until it is ended, comparing with the PSP now and then."""
    while True:
        _turns(lambda: False)


def _take_all() -> None:
    """Until no call waits."""
    from adimple.cli import boot

    boot.ready()
    from django.db import connection

    def is_done() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(LEFT)
            return cursor.fetchone() == (0,)

    _turns(is_done)
    assert is_done(), "calls are left"


def _turns(is_done: Callable[[], bool]) -> None:
    from adimple.cli import boot
    from adimple.store.reads import access
    from adimple.usecases import take_pix
    from adimple.usecases.context import Actor, Context
    from adimple.worker import pix

    boot.ready()
    for number in range(TURNS):
        ctx = Context(Actor(take_pix.ACTOR), access.whole_scope(), NOW + number * timedelta(seconds=31))
        pix.turn(ctx, {})
        if number % 10 == 9:
            pix.compare(ctx, {})
        if is_done():
            return
        time.sleep(0.01)


def _charge_all() -> None:
    """Whatever a PSP's failure refuses is asked again, as somebody at the devedor's page would."""
    from dataclasses import replace

    from adimple.cli import boot
    from adimple.domain.errors import Refused
    from adimple.store import models
    from adimple.usecases.charge_pix import charge_pix

    boot.ready()
    ctx = replace(boot.context(), now=LATER)
    newest = models.Titulo.objects.filter(closed_on=None).order_by("-id").values_list("id", flat=True)
    for titulo_id in list(newest[:ASKED]):
        for _ in range(TRIES):
            try:
                charge_pix(ctx, titulo_id)
                break
            except Refused:
                continue


def _as_in_the_book(world: World, psp: Psp) -> list[str]:
    """Each Pix of the book: one receipt of its cents, one payment that stands of what was not given back."""
    ours = {
        key: (cents, returned, paid)
        for key, cents, returned, paid in world.rows(
            """
            SELECT i.source_key, i.cents, i.returned_cents, (
                SELECT coalesce(sum(p.amount_cents), 0)::bigint FROM payment p
                WHERE p.undone_at IS NULL AND p.external_key LIKE 'incoming:' || i.id || ':%')
            FROM incoming i WHERE i.source = 'pix'
            """
        )
    }
    book = {}
    for key, one in psp.known("pix").items():
        back = sum(_cents(each["valor"]) for each in one.get("devolucoes", ()) if each["status"] == "DEVOLVIDO")
        book[key] = (_cents(one["valor"]), back, _cents(one["valor"]) - back)
    wrong = [f"o Pix {key} é {book.get(key)} no PSP e {ours.get(key)} aqui" for key in book.keys() | ours.keys()
             if book.get(key) != ours.get(key)]  # fmt: skip
    total = world.one("SELECT coalesce(sum(amount_cents), 0)::bigint FROM payment WHERE undone_at IS NULL")
    expected = sum(paid for _, _, paid in book.values())
    return wrong[:5] if total == expected else [*wrong[:5], f"o razão tem {total} centavos, o PSP {expected}"]


def _same_at_both(world: World, psp: Psp) -> list[str]:
    """Of each título one live charge, which the PSP has with the same cents; and the PSP has no other alive."""
    paid = {one.get("txid") for one in psp.known("pix").values()}
    ours = dict(world.rows("SELECT txid, cents FROM pix_charge WHERE state = 'active'"))
    ours = {txid: cents for txid, cents in ours.items() if txid not in paid}
    theirs = {
        txid: _cents(one["valor"]["original"]) for txid, one in psp.known("charge").items() if one["status"] == "ATIVA"
    }
    wrong = [] if ours == theirs else [f"cobranças vivas: {len(ours)} aqui, {len(theirs)} no PSP; "
                                       f"diferem {sorted(ours.items() ^ theirs.items())[:4]}"]  # fmt: skip
    unsure = world.one("SELECT count(*) FROM pix_charge WHERE state = 'asked'")
    return [*wrong, f"cobranças cuja resposta ninguém sabe: {unsure}"] if unsure else wrong


def _cents(written: str) -> int:
    return int(written.replace(".", ""))
