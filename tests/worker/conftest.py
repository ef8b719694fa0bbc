"""Fixtures of the day's tests."""

from tests.worker.day import mail

__all__ = ["mail"]
