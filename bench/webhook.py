"""What a PSP tells of Pix: calls kept in a second by a server as `adimple run` starts it, then Pix taken in.

Each Pix is told three times, in two calls that are equal and in one beside another Pix, all of them shuffled, over
sixteen connections. Then what one worker takes in of them: each Pix confirmed with a PSP over HTTPS, and settled.
"""

import http.client
import json
import random
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from adimple.cli import boot
from adimple.store import models
from adimple.usecases import sandbox_psp, save_psp_account, take_pix
from adimple.usecases.save_psp_account import SavePspAccount
from bench import intake, psp

CONNECTIONS = 16
CENTS = 850_00
DUE_ON = date(2090, 1, 2)  # far from late: the principal is what is owed
type Told = list[dict[str, Any]]


def measured(port: int, pix: int) -> tuple[float, float]:
    """(calls kept in a second, Pix taken in in a second)."""
    ctx = boot.context()
    credor_id = intake.portfolio(pix, DUE_ON)
    ctx = boot.context()  # whose scope has that credor
    with tempfile.TemporaryDirectory() as folder:
        txids = [f"{credor_id:012d}{number:020d}" for number in range(pix)]
        told = psp.paid(Path(folder), _key(credor_id), txids, CENTS)
        with psp.serving(Path(folder)) as caller:
            account_id, secret = _account(ctx, credor_id, caller)
            _charges(credor_id, account_id, pix)
            calls = _calls(told)
            kept = len(calls) / _call(port, secret, calls)
            assert models.RawPayload.objects.filter(credor_id=credor_id).count() == len(set(calls))
            started = time.perf_counter()
            while take_pix.take_calls(boot.context(), account_id).done:
                pass
            taken = pix / (time.perf_counter() - started)
    _check(credor_id, pix)
    return kept, taken


def _account(ctx, credor_id: int, caller: dict[str, Any]) -> tuple[int, str]:
    """Its id, and the secret part of the address the PSP calls."""
    fields = {name: caller[name] for name in sandbox_psp.FIELDS}
    command = SavePspAccount(label="PSP", pix_key=_key(credor_id), days_payable=30, **fields)
    account_id = save_psp_account.save_psp_account(ctx, credor_id, command)
    secret, sha256 = save_psp_account.new_hook()
    models.PspAccount.objects.filter(id=account_id).update(hook_sha256=sha256)
    return account_id, secret


def _key(credor_id: int) -> str:
    return f"recebe{credor_id}@exemplo.test"


def _charges(credor_id: int, account_id: int, pix: int) -> None:
    """Of each título a charge that is active: the txids of `measured`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO pix_charge (credor_id, psp_account_id, titulo_id, attempt, txid, kind, cents, policy, state,
                                    location, br_code, why, asked_at, changed_at)
            SELECT credor_id, %(account)s, id, 1,
                   lpad(credor_id::text, 12, '0') || lpad((substr(number, 2)::int - 1)::text, 20, '0'),
                   'cob', %(cents)s, '{}', 'active', '', '', '', %(now)s, %(now)s
            FROM titulo WHERE credor_id = %(credor)s
            """,
            {"account": account_id, "cents": CENTS, "credor": credor_id, "now": intake.NOW},
        )
        cursor.execute("ANALYZE pix_charge")
        assert models.PixCharge.objects.filter(credor_id=credor_id).count() == pix


def _calls(told: Told) -> list[bytes]:
    """Each Pix alone, twice the same, and once beside its neighbour; in an order of nobody's."""
    alone = [_body([one]) for one in told]
    beside = [_body(told[place : place + 2][::-1]) for place in range(0, len(told), 2)]
    calls = alone + alone + beside
    random.Random(7).shuffle(calls)
    return calls


def _body(told: Told) -> bytes:
    return json.dumps({"pix": told}).encode()


def _call(port: int, secret: str, calls: list[bytes]) -> float:
    """Seconds from the first call to the last answer, each connection open before."""
    ready = threading.Barrier(CONNECTIONS + 1)
    refused: list[int] = []

    def tell(mine: list[bytes]) -> None:
        http_ = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        _post(http_, "de-ninguem", b"{}")
        ready.wait()
        refused.extend(status for status in (_post(http_, secret, body) for body in mine) if status != 200)
        http_.close()

    threads = [threading.Thread(target=tell, args=(calls[n::CONNECTIONS],)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    assert not refused, refused[:5]
    return seconds


def _post(http_: http.client.HTTPConnection, secret: str, body: bytes) -> int:
    http_.request("POST", f"/pix/{secret}/pix", body, {"Content-Type": "application/json"})
    answer = http_.getresponse()
    answer.read()
    return answer.status


def _check(credor_id: int, pix: int) -> None:
    """Each Pix once, and nothing waits."""
    payments = models.Payment.objects.filter(credor_id=credor_id)
    assert list(payments.values_list("amount_cents", "leftover_cents")) == [(CENTS, 0)] * pix
    assert models.Titulo.objects.filter(credor_id=credor_id, closed_reason="paid").count() == pix
    assert not models.RawPayload.objects.filter(credor_id=credor_id, done_at=None).exists()
