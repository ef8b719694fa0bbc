"""The WSGI application that granian serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adimple.config.settings")
django.setup(set_prefix=False)

from adimple.web.request import Handler  # noqa: E402 - it needs Django ready

application = Handler()
