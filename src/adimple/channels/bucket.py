"""How fast a provider may be used, and when a failed message is tried again. Time is passed in."""

from datetime import datetime, timedelta

SECOND_NS = 1_000_000_000
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240))


class TokenBucket:
    """At most `per_minute` messages a minute, with up to `burst` at once after a rest. Not shared between threads.

    `now_ns` is a monotonic instant in nanoseconds. The one number kept is the instant at which the bucket
    is full again (generic cell rate algorithm), so nothing drifts by rounding.
    """

    def __init__(self, *, per_minute: int, burst: int) -> None:
        assert per_minute >= 1, "a bucket that never fills"
        assert burst >= 1, "a bucket that holds nothing"
        self._interval_ns = -(-60 * SECOND_NS // per_minute)  # rounded up: never faster than asked
        self._tolerance_ns = self._interval_ns * (burst - 1)
        self._full_at_ns: int | None = None

    def take(self, now_ns: int) -> int:
        """0 when a token was taken; otherwise nothing is taken: the nanoseconds until one will be there."""
        full_at_ns = now_ns if self._full_at_ns is None else max(self._full_at_ns, now_ns)
        wait_ns = full_at_ns - self._tolerance_ns - now_ns
        if wait_ns > 0:
            return wait_ns
        self._full_at_ns = full_at_ns + self._interval_ns
        return 0


def retry_at(attempt: int, now: datetime) -> datetime | None:
    """When to try again after the `attempt`-th failure (1 is the first); None after the sixth: a dead letter."""
    assert attempt >= 1, "attempts count from 1"
    return now + BACK_OFF[attempt - 1] if attempt <= len(BACK_OFF) else None
