"""`adimple conform` as a command: a line out for each line in, whatever it holds; no database, quick to start."""

import importlib
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adimple.cli import conforming
from tests.cli.running import ADIMPLE

CASE = b'{"id":"a","due":"2026-01-31"}'
HOSTILE = [
    b"{",
    b"null",
    b"[1]",
    b'"texto"',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"id":' + b"9" * 6000 + b"}",
]  # fmt: skip

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["9999-12-31", "0001-01-01", "１２", "\ud800", "1e5", "-0.00", "SP", "phone", "contact", "B2C"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
FIELDS = {
    "boleto": {
        (): ["id", "bank", "inputs"],
        ("inputs",): ["agencia", "conta", "carteira", "nosso_numero", "value", "due_date", "convenio", "dac_rule",
                      "codigo_servico", "year_of_issue"],
    },
    "calendar": {(): ["id", "due"]},
    "cadastro": {(): ["id", "type", "value"]},
    "conduct": {
        (): ["id", "action", "context"],
        ("action",): ["type", "channel", "at", "content", "missing", "target", "recorded", "disclose"],
        ("context",): ["uf", "debtor_kind", "debtor_local", "due", "today", "requested", "other_numbers", "line"],
    },
    "encargos": {
        (): ["id", "inputs", "policy"],
        ("inputs",): ["principal", "due", "paid", "payment", "debts", "settle_day", "payment_day_5", "juros", "multa"],
        ("policy",): ["multa_pct", "juros_pct_month", "juros_basis", "order", "correction_monthly_pct", "rounding"],
    },
    "pix": {(): ["id", "payload"]},
}  # fmt: skip
GOOD = {
    "boleto": {
        "id": 1,
        "bank": "341",
        "inputs": {
            "agencia": "0810",
            "conta": "53678",
            "carteira": "109",
            "nosso_numero": "1",
            "value": "10.00",
            "due_date": "2026-12-20",
        },
    },
    "calendar": {"id": 1, "due": "2026-01-31"},
    "cadastro": {"id": 1, "type": "cpf", "value": "52998224725"},
    "conduct": {
        "id": 1,
        "action": {"type": "contact", "channel": "phone", "at": "2026-10-06T10:00:00-03:00"},
        "context": {"uf": "SP"},
    },
    "encargos": {
        "id": 1,
        "inputs": {"principal": "1000.00", "due": "2026-01-12", "paid": "2026-02-10"},
        "policy": {"multa_pct": "2", "juros_pct_month": "1", "juros_basis": "30"},
    },
    "pix": {"id": 1, "payload": "00020126"},
}


def conform(suite: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    """The command itself, where no database could answer."""
    environment = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    return subprocess.run([*ADIMPLE, "conform", suite], input=given, env=environment, capture_output=True, timeout=60)


def answers(suite: str, *lines: bytes) -> list[dict]:
    answer = importlib.import_module(f"adimple.cli.conform.{suite}").answer
    return [json.loads(conforming.answer_line(answer, line)) for line in lines]


def test_every_line_has_its_answer_in_order_and_blank_lines_none():
    lines = [CASE, b"", *HOSTILE, b"  ", b"\xef\xbb\xbf" + CASE.replace(b'"a"', b'"b"'), CASE + b"\r"]
    done = conform("calendar", b"\n".join(lines))
    assert (done.returncode, done.stderr) == (0, b"")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in told] == ["a", *[None] * len(HOSTILE), "b", "a"]
    assert {one["error"] for one in told[1:-2]} == {"json"}


def test_an_unknown_suite_is_one_line_that_names_the_suites():
    done = conform("nada", CASE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"Não há o conjunto «nada». Há: {', '.join(conforming.SUITES)}.\n"
    assert {"boleto", "cadastro", "calendar", "conduct", "encargos", "pix"} <= set(conforming.SUITES)


def test_an_id_that_json_cannot_write_comes_back_null_and_half_a_character_as_its_escape():
    odd = answers("calendar", b'{"id":NaN,"due":"2026-01-31"}', b'{"id":1e999,"due":"2026-01-31"}')
    assert [one["id"] for one in odd] == [None, None]
    assert odd[0]["is_business_day"] is False  # a Saturday
    assert answers("calendar", b'{"id":"\\ud800","due":"2026-01-31"}')[0]["id"] == "\ud800"


@pytest.mark.parametrize("suite", sorted(FIELDS))
@settings(max_examples=150, deadline=None)
@given(choice=st.data())
def test_no_field_of_any_shape_breaks_a_suite(suite, choice):
    case = json.loads(json.dumps(GOOD[suite]))
    for _ in range(choice.draw(st.integers(1, 3))):
        path = choice.draw(st.sampled_from(sorted(FIELDS[suite])))
        part = case
        for key in path:
            part = part[key] if isinstance(part, dict) and key in part else {}
        if isinstance(part, dict):
            part[choice.draw(st.sampled_from(FIELDS[suite][path]))] = choice.draw(any_json)
    told = answers(suite, json.dumps(case).encode())[0]
    assert "id" in told
    assert "error" not in told or told["phrase"].endswith(".")


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ({"action": {"type": "deliver_recording"}, "context": {"requested": "9999-12-31", "uf": "SP"}}, "requested"),
        ({"action": {"type": "contact", "channel": "phone", "at": "9999-12-31T22:00:00"}, "context": {}}, "at"),
        ({"action": {"type": "contact", "channel": "phone"}, "context": {"due": "9999-12-31", "today": "2026-01-01"}},
         "due"),
    ],
)  # fmt: skip
def test_a_day_at_the_end_of_the_calendar_is_an_error_of_its_field(case, error):
    told = answers("conduct", json.dumps({"id": 1} | case).encode())[0]
    assert told["error"] == f"invalid_{error}"
    assert "entre 1990 e 2100" in told["phrase"]


def test_a_suite_needs_none_of_the_heavy_libraries():
    words = "import sys; from adimple.cli import conforming; from adimple.cli.conform import {}; print(*sys.modules)"
    for suite in conforming.SUITES:
        done = subprocess.run([sys.executable, "-c", words.format(suite)], capture_output=True, text=True, check=True)
        heavy = {"django", "polars", "psycopg", "adbc_driver_postgresql", "holidays"}
        assert not heavy & set(done.stdout.split()), suite
