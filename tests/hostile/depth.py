"""How many examples a property tries: few by default, ten times as many under HOSTILE=1."""

import os

from hypothesis import HealthCheck, settings


def tries(examples: int) -> settings:
    deep = 10 if os.environ.get("HOSTILE") == "1" else 1
    quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    return settings(max_examples=examples * deep, deadline=None, suppress_health_check=quiet)
