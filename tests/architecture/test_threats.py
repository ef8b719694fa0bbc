"""The threat model names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_threat_model_names_is_there():
    named = set(
        re.findall(r"`((?:tests|scripts)/[\w/.]+)`", (ROOT / "docs/guia/seguranca.md").read_text(encoding="utf-8"))
    )

    assert len(named) > 15
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
