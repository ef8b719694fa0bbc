import json
from pathlib import Path

import pytest

from adimple.cli.conform.conduct import answer

ROOT = Path(__file__).parents[3]
OURS = json.loads((ROOT / "tests/vectors/conduct.json").read_text())["cases"]
SHARED = ROOT.parent / "shared/law/conduct.json"

FAMILIES = ("CON-HR-", "CON-MT-11792", "CON-FREQ", "CON-THIRD", "CON-RJ-", "CON-WORK", "CON-WRONG", "CON-DEAD")
FAMILIES += ("CON-LAWYER", "CON-42A", "CON-AUTH", "CHG-ITEM", "PRE-EXTRA")
# Cheap with the same rules.
FAMILIES += ("CON-RIDICULE", "CON-THREAT", "CON-FALSE", "CON-IDENT", "CON-STIR", "CON-NMP", "CON-OPT-", "CON-SARB-1825")
FAMILIES += ("SUP-104A", "LGP-SENS")


def shared_cases() -> list[dict]:
    cases = json.loads(SHARED.read_text())["vectors"] if SHARED.exists() else []
    return [case for case in cases if case["expected"]["rule_id"].startswith(FAMILIES)]


@pytest.mark.parametrize("case", OURS, ids=lambda case: f"{case['id']} {case['says']}")
def test_our_cases_get_their_verdict(case):
    given = answer(case)
    assert {key: given.get(key) for key in case["expected"]} == case["expected"]


@pytest.mark.skipif(not SHARED.exists(), reason="the reference vectors are not here")
def test_the_reference_cases_get_their_verdict():
    cases = shared_cases()
    assert len(cases) == 56
    wrong = [case["id"] for case in cases if case["expected"] != {key: answer(case)[key] for key in case["expected"]}]
    assert wrong == []


def test_an_answer_brings_its_article_and_its_phrase():
    case = {"id": 7, "action": {"type": "contact", "channel": "phone"}, "context": {"wrong_person": True}}
    assert answer(case) == {
        "id": 7,
        "verdict": "refuse",
        "until": None,
        "waits_for": None,
        "rule_id": "CON-WRONG",
        "citation": "LGPD arts. 6 (V), 16 e 18; CDC art. 42",
        "phrase": "Este endereço ou número é de outra pessoa.",
    }


@pytest.mark.parametrize(
    ("action", "context", "error"),
    [
        ({"type": "protest"}, {}, "rule_not_covered"),
        ({"type": "contact", "channel": "email", "mood": "angry"}, {}, "rule_not_covered"),
        ({"type": "contact", "channel": "email"}, {"service": "energy"}, "rule_not_covered"),
        ({"type": "contact", "channel": "fax"}, {}, "invalid_channel"),
        ({"type": "contact"}, {}, "invalid_channel"),
        ({"type": "contact", "channel": "phone", "at": "amanhã"}, {}, "invalid_at"),
        ({"type": "contact", "channel": "phone"}, {"uf": "XX"}, "invalid_uf"),
        ({"type": "contact", "channel": "phone"}, {"calls_today": "3"}, "invalid_calls_today"),
        ({"type": "contact", "channel": "phone"}, {"deceased": "yes"}, "invalid_deceased"),
        ({"type": "contact", "channel": "phone", "content": "threat"}, {}, "invalid_content"),
        ({"type": "deliver_recording"}, {"uf": "BA", "requested": "2026-10-07"}, "invalid_uf"),
        ({"type": "deliver_recording"}, {"uf": "RJ"}, "invalid_requested"),
    ],
)
def test_what_is_not_understood_gets_no_verdict(action, context, error):
    given = answer({"id": 1, "action": action, "context": context})
    assert set(given) == {"id", "error", "phrase"}
    assert given["error"] == error
