"""How many examples a property tries: few and the same by default, ten times as many and new ones under HOSTILE=1."""

import os

from hypothesis import HealthCheck, settings


def tries(examples: int) -> settings:
    is_deep = os.environ.get("HOSTILE") == "1"
    quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    return settings(
        max_examples=examples * (10 if is_deep else 1),
        deadline=None,
        derandomize=not is_deep,
        suppress_health_check=quiet,
    )
