"""Fixtures of the day's tests."""

from tests.worker.day import mail, senders

__all__ = ["mail", "senders"]
