"""The WSGI application that granian serves."""

import gc
import os
import sys

import django

# A page asks the database a dozen short questions: after each it waits its turn among the threads, 5 ms as Python
# comes, so that one page being drawn would make every other a dozen times late.
sys.setswitchinterval(0.001)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adimple.config.settings")
django.setup(set_prefix=False)

from django.urls import get_resolver  # noqa: E402 - as the next

from adimple.web.request import Handler  # noqa: E402 - it needs Django ready

application = Handler()

# What is loaded now stays: a collection that looked through it too kept every page of that moment waiting 0.1 s.
assert get_resolver().url_patterns
gc.collect()
gc.freeze()
