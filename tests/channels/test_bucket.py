from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adimple.channels.bucket import SECOND_NS, TokenBucket, retry_at

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def test_a_burst_is_taken_at_once_and_the_next_waits_one_interval():
    bucket = TokenBucket(per_minute=60, burst=3)  # one a second
    assert [bucket.take(0) for _ in range(4)] == [0, 0, 0, SECOND_NS]


def test_a_refused_take_spends_nothing():
    bucket = TokenBucket(per_minute=60, burst=1)
    bucket.take(0)
    bucket.take(0)
    assert bucket.take(SECOND_NS // 4) == SECOND_NS * 3 // 4
    assert bucket.take(SECOND_NS) == 0


def test_a_long_rest_fills_the_bucket_only_to_its_brim():
    bucket = TokenBucket(per_minute=60, burst=2)
    bucket.take(0)
    assert [bucket.take(3600 * SECOND_NS) for _ in range(3)] == [0, 0, SECOND_NS]


@given(
    per_minute=st.integers(1, 6000),
    burst=st.integers(1, 50),
    gaps=st.lists(st.integers(0, 5 * SECOND_NS), max_size=60),
)
def test_no_stretch_of_time_lets_more_through_than_burst_plus_rate(per_minute, burst, gaps):
    bucket, now, taken = TokenBucket(per_minute=per_minute, burst=burst), 0, []
    for gap in gaps:
        now += gap
        if bucket.take(now) == 0:
            taken.append(now)
    for first in range(len(taken)):
        for last in range(first, len(taken)):
            stretch_ns = taken[last] - taken[first]
            assert last - first + 1 <= burst + stretch_ns * per_minute // (60 * SECOND_NS)


@given(per_minute=st.integers(1, 6000), burst=st.integers(1, 50))
def test_waiting_as_told_always_gets_the_token(per_minute, burst):
    bucket, now = TokenBucket(per_minute=per_minute, burst=burst), 0
    for _ in range(burst + 5):
        now += bucket.take(now)
        bucket.take(now)
        wait_ns = bucket.take(now)
        now += wait_ns
        assert wait_ns == 0 or bucket.take(now) == 0


def test_failures_are_tried_again_after_1_5_20_60_and_240_minutes_and_then_never():
    minutes = [(retry_at(attempt, NOW) or NOW) - NOW for attempt in range(1, 6)]
    assert minutes == [timedelta(minutes=m) for m in (1, 5, 20, 60, 240)]
    assert retry_at(6, NOW) is None
    assert retry_at(99, NOW) is None
