"""The WSGI application that granian serves."""

import os
import sys

import django

# A page asks the database a dozen short questions: after each it waits its turn among the threads, 5 ms as Python
# comes, so that one page being drawn would make every other a dozen times late.
sys.setswitchinterval(0.001)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adimple.config.settings")
django.setup(set_prefix=False)

from adimple.web.request import Handler  # noqa: E402 - it needs Django ready

application = Handler()
