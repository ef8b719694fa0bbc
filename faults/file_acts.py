"""Trials of files of a bank: a remessa made, a retorno and an extrato taken in, each killed, doubled, done again.

No boleto is told twice to the bank or forgotten, and what the files say was paid is in the ledger once, to the cent.
"""

import random  # noqa: TID251 - a seeded draw at an entry point
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from faults import acts, checks, children
from faults.acts import Told
from faults.children import Child
from faults.ledger_acts import _hit
from faults.money_world import BILLED
from faults.world import ON, Installation, World, at

NOW, LATER = at(ON, 11), at(ON, 12)
CREDITS = 40
ACCOUNT = "<BANKACCTFROM><BANKID>0341<BRANCHID>0810<ACCTID>0053678-0<ACCTTYPE>CHECKING</BANKACCTFROM>"
WAITING_ORDERS = "SELECT count(*) FROM remessa_item WHERE remessa_id IS NULL"
READ = "SELECT count(*) FROM raw_payload WHERE source = %s AND done_at IS NOT NULL"
PAYMENTS = "SELECT count(*), coalesce(sum(amount_cents), 0) FROM payment WHERE undone_at IS NULL"
RECEIPTS = "SELECT count(*), coalesce(sum(cents), 0) FROM incoming"


def kill_remessa(installation: Installation, draw: random.Random, most: int) -> Told:
    """Files for the bank made again and again, each time killed, or the database under it; then two at once."""
    told = Told()
    with installation.world("billed") as world:
        convenio = world.one("SELECT id FROM convenio")

        def make() -> Child:
            out = installation.data / f"{world.name}-{len(world.children)}.REM"
            arguments = ("--credor", "bench", "--convenio", str(convenio), "--out", str(out))
            return world.start("remessa", *arguments, at=_now(world))

        while told.injections < min(most, 4) and world.one(WAITING_ORDERS):
            told.injections += _break(installation, world, draw, make())
        for child in [make() for _ in range(2)]:
            child.wait()
            if "Traceback" in child.said():
                told.wrong.append(f"a remessa ao mesmo tempo que outra acabou mal: {child.said()[-500:]}")
        told.wrong += _told_once(world) + world.doctor(LATER)
    return told


def kill_retorno(installation: Installation, draw: random.Random, most: int) -> Told:
    """A retorno killed between being kept and entering, finished by a worker or by sending it again; then once more."""
    told = Told()
    with installation.world("registered") as world:
        content = _retorno(world)
        path = installation.data / f"{world.name}.RET"
        path.write_bytes(content)
        apply = partial(_apply, world, "retorno", path)
        while told.injections < min(most, 4) and not world.one(READ, ["retorno"]):
            told.injections += _break(installation, world, draw, apply())
            told.wrong += _whole(world, PAYMENTS, BILLED)
        if draw.random() < 0.5:
            _expect(world, _finish)
        again = installation.data / f"{world.name}-outro.RET"
        again.write_bytes(content.replace(b"BANCO ITAU S.A.", b"BANCO ITAU SA  "))  # another file, of the same payments
        told.wrong += _all_well([apply(), apply(), _apply(world, "retorno", again)])
        cents = world.one("SELECT sum(cents) FROM boleto") + BILLED
        told.wrong += _ledger(world, BILLED, cents) + checks.money(world)
        if unpaid := world.one("SELECT count(*) FROM boleto WHERE state <> 'paid'"):
            told.wrong.append(f"boletos que não constam como pagos: {unpaid}")
        told.wrong += world.doctor(LATER)
        path.unlink()
        again.unlink()
    return told


def kill_extrato(installation: Installation, draw: random.Random, most: int) -> Told:
    """An OFX killed while it is taken in; then two people who match all its credits at once, one of them killed."""
    told = Told()
    with installation.world("registered") as world:
        path = installation.data / f"{world.name}.ofx"
        path.write_text(_extrato())
        apply = partial(_apply, world, "ofx", path)
        while told.injections < min(most, 3) and not world.one(READ, ["ofx"]):
            told.injections += _break(installation, world, draw, apply())
            told.wrong += _whole(world, RECEIPTS, CREDITS)
        told.wrong += _all_well([apply(), apply()])
        first, second = (_fork(world, _match_all) for _ in range(2))
        time.sleep(draw.uniform(0.1, 0.8))
        told.injections += acts._kill(first)
        second.wait()
        _expect(world, _match_all)
        cents = sum(_credit(number) for number in range(CREDITS))
        told.wrong += _ledger(world, CREDITS, cents) + checks.money(world) + world.doctor(LATER)
        path.unlink()
    return told


def _break(installation: Installation, world: World, draw: random.Random, child: Child) -> bool:
    """Kills it, or one time in five the database under it, at a moment of chance; whether there was what to kill."""
    time.sleep(draw.uniform(0, 0.5))
    if draw.random() < 0.8:
        return acts._kill(child)
    _hit(installation, world, child.pid, draw.choice(("SIGKILL", "backend", "restart")))
    child.wait()
    installation.start()
    return True


def _apply(world: World, kind: str, path: Path) -> Child:
    return world.start(kind, str(path), "--apply", "--credor", "bench", "--json", at=_now(world))


def _now(world: World):
    return NOW + timedelta(minutes=len(world.children) % 50)


def _fork(world: World, work: Callable[[], None]) -> Child:
    log = world.installation.data / f"{world.name}-{len(world.children)}.log"
    child = children.fork(work, url=world.installation.url(world.name), ahead=timedelta(), log=log)
    world.children.append(child)
    return child


def _expect(world: World, work: Callable[[], None]) -> None:
    child = _fork(world, work)
    assert child.wait() == 0, child.said()[-1500:]


def _all_well(several: list[Child]) -> list[str]:
    """At once, and each to its end."""
    return [f"{child.said()[-500:]}" for child in several if child.wait()]


def _finish() -> None:
    """As the worker does with what was kept and never read."""
    from adimple.cli import boot
    from adimple.usecases.finish_raw import finish_raw

    boot.ready()
    finish_raw(replace(boot.context(), now=LATER))


def _match_all() -> None:
    """As somebody in Conciliação, one after another; what another settled meanwhile is refused, and goes by."""
    from adimple.cli import boot
    from adimple.domain.errors import Refused
    from adimple.store import models
    from adimple.usecases.match_incoming import MatchIncoming, match_incoming

    boot.ready()
    ctx = replace(boot.context(), now=LATER)
    titulos = models.Titulo.objects.filter(closed_on=None).order_by("id").values_list("id", "devedor_id")
    # Each credit to a título of its own: 40 first of 60 boletos, by the order of ids.
    asked = zip(models.Incoming.objects.order_by("id").values_list("id", "state"), titulos, strict=False)
    for (incoming_id, state), (titulo_id, devedor_id) in list(asked):
        if state == "waiting":
            try:
                match_incoming(
                    ctx, MatchIncoming(incoming_id=incoming_id, devedor_id=devedor_id, titulo_ids=(titulo_id,))
                )
            except Refused:
                continue


def _retorno(world: World) -> bytes:
    """Every boleto paid, each with a cent of juros more than it asks."""
    from tests.usecases import money_in

    rows = world.rows("SELECT nosso_numero, cents FROM boleto ORDER BY id")
    day = ON - timedelta(days=1)
    lines = [("06", number, cents, cents + 1, day) for number, cents in rows]
    return money_in.retorno_400(*lines, generated_on=ON).replace(b"567890", b"567897")  # the digit of this account


def _extrato() -> str:
    from tests.files import test_ofx

    day = f"{ON - timedelta(days=1):%Y%m%d}"
    rows = [
        test_ofx.row(f"{_credit(number) // 100}.{_credit(number) % 100:02d}", day=day, fitid=f"F{number}")
        for number in range(CREDITS)
    ]
    return test_ofx.file(*rows, account=ACCOUNT)


def _credit(number: int) -> int:
    return 1_00 + 7 * number


def _whole(world: World, sql: str, count: int) -> list[str]:
    """Nothing of a file, or all of it."""
    found = world.rows(sql)[0][0]
    return [] if found in (0, count) else [f"arquivo pela metade: {found} de {count}"]


def _ledger(world: World, count: int, cents: int) -> list[str]:
    """Receipts and payments are so many and of so many cents, and the journal tells as many."""
    events = world.one("SELECT count(*) FROM event WHERE name = 'payment.registered'")
    found = {"recebimentos": world.rows(RECEIPTS)[0], "pagamentos": world.rows(PAYMENTS)[0]}
    wrong = [f"{what}: {value} em vez de {(count, cents)}" for what, value in found.items() if value != (count, cents)]
    return wrong if events == count else [*wrong, f"payment.registered no diário {events} vezes, não {count}"]


def _told_once(world: World) -> list[str]:
    """Every boleto in one remessa, the numbers without a gap, and each file says its own boletos, to the cent."""
    from tests.banks import remessas

    wrong = []
    files = world.rows("SELECT id, number, content, items_count, cents FROM remessa ORDER BY number")
    if [number for _, number, *_ in files] != list(range(1, len(files) + 1)):
        wrong.append(f"remessas numeradas com falhas: {[number for _, number, *_ in files]}")
    if len(files) != world.one("SELECT last_remessa FROM convenio"):
        wrong.append("o convênio conta outra remessa")
    for remessa_id, number, content, count, cents in files:
        read = remessas.read("341", "CNAB400", bytes(content).splitlines(keepends=True))
        said = (len(read), sum(one.cents for one in read))
        sql = """SELECT count(*), sum(b.cents) FROM remessa_item i JOIN boleto b ON b.id = i.boleto_id
                 WHERE i.remessa_id = %s"""
        if not said == (count, cents) == world.rows(sql, [remessa_id])[0]:
            wrong.append(f"a remessa {number} diz {said}, e tem {(count, cents)}")
    times = world.rows("SELECT count(*) FROM remessa_item GROUP BY boleto_id")
    if len(times) != BILLED or {one for (one,) in times} != {1} or world.one(WAITING_ORDERS):
        wrong.append(f"boletos mandados: {len(times)} de {BILLED}, vezes {sorted(set(times))}")
    made = world.one("SELECT count(*) FROM event WHERE name = 'remessa.made'")
    return wrong if made == len(files) else [*wrong, f"remessa.made no diário {made} vezes, não {len(files)}"]
