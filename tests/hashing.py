"""Passwords of tests resist nobody: one round instead of a million, in the same format as the real ones."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    iterations = 1
