import signal
import subprocess
import sys

# The signal comes while the main thread is inside the event, as it is at each look: its lock is then held.
WHILE_LOOKING = """
import os, signal, sys
from adimple.cli import stop_signals

stop = stop_signals.stop_on(signal.SIGTERM, told=lambda: print("Desligando…", flush=True))
with stop._cond:
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
print("ended", stop.wait(10), file=sys.stderr)
"""


def test_a_signal_that_comes_while_the_event_is_looked_at_ends_the_program():
    done = subprocess.run([sys.executable, "-c", WHILE_LOOKING], capture_output=True, text=True, timeout=20)
    # Each on a pipe of its own: two threads tell it.
    assert (done.returncode, done.stdout.strip(), done.stderr.strip()) == (0, "Desligando…", "ended True")


def test_before_any_signal_the_event_is_not_set():
    from adimple.cli import stop_signals

    former = signal.getsignal(signal.SIGUSR1)
    try:
        stop = stop_signals.stop_on(signal.SIGUSR1)
        assert not stop.is_set()
        signal.raise_signal(signal.SIGUSR1)
        assert stop.wait(10)
    finally:
        signal.signal(signal.SIGUSR1, former)
