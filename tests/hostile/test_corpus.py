"""Each of hundreds of nasty sheets comes to exactly the end that its table says, in little time and memory."""

import fcntl
import json
import pickle
import subprocess
import sys

import pytest

from tests import isolation
from tests.hostile import corpus

CASES = corpus.cases()
ADDRESS_SPACE_MIB = 6_000  # threads reserve much more than they use
PEAK_MIB = 1_024
SECONDS_A_CASE = 15
SECONDS = 120


@pytest.fixture(scope="session")
def told():
    """What a process under limits told of each case. Where it died, the cases from there on are missing."""
    kept = isolation.DATA / "corpus.pickle"
    with (isolation.DATA / "corpus.lock").open("a") as file:  # once for all processes of the tests
        fcntl.flock(file, fcntl.LOCK_EX)
        if not kept.exists():
            done = subprocess.run(
                [sys.executable, "-m", "tests.hostile.reader", str(ADDRESS_SPACE_MIB)],
                capture_output=True, text=True, timeout=SECONDS, check=False,
            )  # fmt: skip
            kept.write_bytes(pickle.dumps(done))
    done = pickle.loads(kept.read_bytes())
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (f"after {lines[-1:]}", done.returncode, done.stderr[-3000:])
    return {line["name"]: line for line in lines}


def test_there_are_at_least_two_hundred_nasty_sheets_each_with_a_name_of_its_own():
    assert len({one.name for one in CASES}) == len(CASES)
    assert len({one.content for one in CASES}) >= 200


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
def test_a_nasty_sheet_comes_to_its_end(told, case):
    assert told[case.name]["told"] == case.outcome.as_json()


def test_no_sheet_takes_long_or_much_memory(told):
    slow = {name: line["seconds"] for name, line in told.items() if line["seconds"] > SECONDS_A_CASE}
    assert slow == {}
    assert max(line["peak_mib"] for line in told.values()) <= PEAK_MIB
