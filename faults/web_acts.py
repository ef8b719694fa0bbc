"""Trials of the web server: it, or the database under it, dies while people post forms, links answer, programs pay."""

import http.client
import json
import os
import random  # noqa: TID251 - a seeded draw at an entry point
import signal
import socket
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faults import acts, checks, children, visitor
from faults.acts import Told
from faults.children import Child
from faults.ledger_acts import _hit
from faults.world import Installation, World, at

READY_SECONDS = TRAFFIC_SECONDS = 150  # a busy machine takes its time to start a server
BACK_SECONDS = 20  # after the database is back, without anybody's help
ANSWER_SECONDS = 15  # for the page that says it is away
KNOWN = "known.json"


@dataclass(slots=True)
class Site:
    """The console of a world, and those who visit it."""

    world: World
    port: int
    server: Child
    crowd: Child
    log: Path
    api_key: str

    def serve(self) -> None:
        self.server = _serve(self.world, self.port)

    def kill_all(self) -> None:
        """The server and what it started, as `adimple run` does before it starts another."""
        self.server.kill()
        self.server.wait()
        self.server.kill_group()

    def wait_ready(self, seconds: float = READY_SECONDS) -> bool:
        deadline = time.monotonic() + seconds
        while not self.answers("/healthz", 200):
            if time.monotonic() > deadline:
                return False
            if self.server.is_over():  # the port of the dead one was not yet free: again, as `adimple run` does
                time.sleep(0.5)
                self.serve()
            time.sleep(0.05)
        return True

    def answers(self, path: str, status: int) -> bool:
        return self.ask(path)[0] == status

    def ask(self, path: str) -> tuple[int, str]:
        """(status, text); 0 when nobody answers."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            asked.request("GET", path, headers={"Authorization": f"Bearer {self.api_key}"})
            answer = asked.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            asked.close()

    def acts_done(self) -> int:
        return self.log.read_text().count('"done"') if self.log.exists() else 0

    def end(self) -> None:
        """The visitors end what they are at; then the server goes."""
        self.crowd.kill(signal.SIGTERM)
        self.crowd.wait()
        self.kill_all()


def kill_console(installation: Installation, draw: random.Random, most: int) -> Told:
    """The server, or the process that answers, killed again and again; it comes back, and the visitors insist."""
    told = Told()
    with installation.world("visited") as world:
        site = _open(world, draw)
        try:
            while told.injections < min(most, 6):
                _some_traffic(site, draw)
                if draw.random() < 0.5 and (answering := _answering(site.server.pid)):
                    os.kill(answering, signal.SIGKILL)
                    time.sleep(0.05)
                else:
                    site.kill_all()
                    site.serve()
                told.injections += 1
                if not site.wait_ready():
                    told.wrong.append(f"o console não voltou: {site.server.said()[-500:]}")
                    break
            _some_traffic(site, draw)
        finally:
            site.end()
        told.wrong += _visits(world, site.log) + world.doctor(datetime.now(UTC))  # noqa: TID251
    return told


def kill_postgres_under_console(installation: Installation, draw: random.Random, most: int) -> Told:
    """The database dies or restarts while people work: they are told to try again, and then it works."""
    told = Told()
    with installation.world("visited") as world:
        site = _open(world, draw)
        try:
            while told.injections < min(most, 4) and not told.wrong:
                _some_traffic(site, draw)
                how = draw.choice(("SIGKILL", "restart", "backend"))
                _hit(installation, world, _answering(site.server.pid) or 0, how)
                told.injections += 1
                if how != "backend":
                    time.sleep(draw.uniform(0, 2))
                    told.wrong += _told_away(site)
                installation.start()
                if not site.wait_ready(BACK_SECONDS):
                    told.wrong.append(f"o console não voltou sozinho em {BACK_SECONDS} s")
            _some_traffic(site, draw)
        finally:
            installation.start()
            site.end()
        told.wrong += _visits(world, site.log) + world.doctor(datetime.now(UTC))  # noqa: TID251
    return told


def _told_away(site: Site) -> list[str]:
    """While nobody starts the database, each page says so, soon and in words."""
    wrong = []
    for path, words in (("/entrar/", "tente de novo"), ("/api/v1/payments", "Repita em instantes")):
        began = time.monotonic()
        status, text = site.ask(path)
        if status != 503 or words not in text:
            wrong.append(f"{path} sem banco disse {status} em {time.monotonic() - began:.0f} s: {text[:200]}")
    return wrong


def _open(world: World, draw: random.Random) -> Site:
    folder = world.installation.data
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    known = json.loads((folder / KNOWN).read_text())
    known["base"] = f"http://127.0.0.1:{port}"
    log = folder / f"{world.name}-visits.jsonl"
    crowd = visitor.Crowd(visitor.Known(**known), log, draw.randrange(1 << 30))
    site = Site(world, port, _serve(world, port), _fork(world, crowd.work), log, known["api_key"])
    assert site.wait_ready(), f"o console não abriu: {site.server.said()[-800:]}"
    acts._wait_until(lambda: site.acts_done() > 0, site.server, TRAFFIC_SECONDS)
    return site


def _serve(world: World, port: int) -> Child:
    child = world.start("serve", "--port", str(port), at=datetime.now(UTC), leads=True)  # noqa: TID251
    return child


def _fork(world: World, work) -> Child:
    log = world.installation.data / f"{world.name}-crowd.log"
    child = children.fork(work, url=world.installation.url(world.name), ahead=timedelta(), log=log)
    world.children.append(child)
    return child


def _some_traffic(site: Site, draw: random.Random) -> None:
    """Until somebody got something done since, then a random moment later."""
    done = site.acts_done()
    acts._wait_until(lambda: site.acts_done() > done or site.crowd.is_over(), patience_s=TRAFFIC_SECONDS)
    assert not site.crowd.is_over(), site.crowd.said()[-800:]
    time.sleep(draw.uniform(0, 0.6))


def _answering(pid: int) -> int | None:
    """The process of that server which answers."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"spawn_main" in stat.with_name("cmdline").read_bytes():
                return int(stat.parent.name)
        except (OSError, ValueError):
            continue
    return None


def _visits(world: World, log: Path) -> list[str]:
    """Every act that was answered happened once; one that never was, once or not at all."""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    log.unlink()
    wrong = [f"visita: {line['act']}: {line['says']}" for line in lines if line["word"] == "wrong"]
    asked: dict[str, tuple[dict, bool]] = {}
    for line in lines:
        if line["word"] != "wrong":
            about = {key: value for key, value in line.items() if key != "word"}
            asked[json.dumps(about)] = (about, line["word"] == "done")
    for about, is_done in asked.values():
        times = set(_times(world, about))
        if not times <= ({1} if is_done else {0, 1}) or len(times) > 1:
            end = "respondida" if is_done else "sem resposta"
            wrong.append(f"visita {end}, que aconteceu {sorted(times)} vezes: {about}")
    kinds = Counter(about["act"] for about, is_done in asked.values() if is_done)
    if len(kinds) < 2:
        wrong.append(f"houve visitas de menos: {dict(kinds)}")
    return wrong + checks.money(world)


def _times(world: World, about: dict) -> list[int]:
    """How often each trace of an act is there."""
    asked = {
        "pay": [("SELECT count(*) FROM payment WHERE devedor_id = %(devedor)s AND amount_cents = %(cents)s",),
                ("SELECT count(*) FROM payment WHERE external_key = %(key)s",),
                ("SELECT count(*) FROM event WHERE name = 'payment.registered' AND devedor_id = %(devedor)s",)],
        "undo": [("SELECT count(*) FROM event WHERE name = 'payment.undone'"
                  " AND (payload->>'payment_id')::bigint = %(payment)s",)],
        "pause": [("SELECT count(*) FROM hold WHERE devedor_id = %(devedor)s AND kind = 'pause'",),
                  ("SELECT count(*) FROM event WHERE name = 'hold.placed' AND devedor_id = %(devedor)s"
                   " AND payload->>'kind' = 'pause'",)],
        "resume": [("SELECT count(*) FROM event WHERE name = 'hold.lifted' AND devedor_id = %(devedor)s",)],
        "link": [("SELECT count(*) FROM event WHERE name = 'link.answered' AND devedor_id = %(devedor)s",),
                 ("SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM hold WHERE devedor_id = %(devedor)s"
                  " AND kind = 'ja_paguei' AND source = 'link' GROUP BY titulo_id) held",)],
        "tell": [("SELECT count(*) FROM raw_payload WHERE sha256 = %(sha256)s",),
                 ("SELECT count(*) FROM event WHERE name = 'raw_payload.received'"
                  " AND payload->>'sha256' = %(sha256)s",)],
        "bring": [(f"SELECT count(*) / {visitor.CHUNK}.0 FROM titulo WHERE number LIKE 'W' || %(devedor)s || '-%%'",)],
    }  # fmt: skip
    return [world.one(sql, about) for (sql,) in asked[about["act"]]]


def make_visited(installation: Installation) -> None:
    """The template: a portfolio whose day was sent, an owner, a key of the API."""
    installation.provider.start()
    try:
        installation._build("planned", "visited", _people)
    finally:
        installation.provider.stop()


def _people() -> None:
    from dataclasses import replace

    from adimple.cli import boot
    from adimple.store import models
    from adimple.usecases import api_keys, create_owner, links, save_psp_account
    from adimple.worker.dispatch import Senders, dispatch_due

    boot.ready()
    day = replace(boot.context(), now=at(acts.ON, 10))
    senders = Senders()
    dispatch_due(day, senders)
    senders.close()
    credor = models.Credor.objects.get()
    now = replace(boot.context(), now=datetime.now(UTC))  # noqa: TID251
    owner = create_owner.CreateOwner(
        name="Dona Exemplo", email=visitor.EMAIL, password=visitor.PASSWORD, credor_name=credor.name,
        credor_document=credor.document, credor_slug=credor.slug,
    )  # fmt: skip
    account = create_owner.create_owner(now, owner)
    wanted = api_keys.MakeKey(name="Programa", scopes=("payments.ler", "payments.escrever"), days=30)
    made = api_keys.make_key(replace(boot.context(), now=now.now), credor.id, wanted, account.id)
    secret, sha256 = save_psp_account.new_hook()
    models.PspAccount.objects.create(
        credor=credor, gateway="pix_bacen", label="PSP", base_url="https://127.0.0.1:1/v2", oauth_id="exemplo",
        token_url="https://127.0.0.1:1/token", secret_sealed=b"", pix_key="recebe@exemplo.test", hook_sha256=sha256,
        created_at=now.now,
    )  # fmt: skip
    sent = dict(models.Action.objects.filter(state="sent").values_list("devedor_id", "id"))
    open_ = models.Titulo.objects.filter(closed_on=None).order_by("devedor_id").distinct("devedor_id")
    people = [
        (who, links.token_of(credor.id, sent[who], now.on) if who in sent else "")
        for who in open_.values_list("devedor_id", flat=True)
    ]
    from django.conf import settings

    known = {"base": "", "on": f"{now.on:%d/%m/%Y}", "api_key": made.secret, "people": people,
             "hook": f"/pix/{secret}/pix"}  # fmt: skip
    (settings.DATA_DIR / KNOWN).write_text(json.dumps(known))
