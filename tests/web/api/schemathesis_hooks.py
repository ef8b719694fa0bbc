"""Each request of schemathesis is an act of its own: one that brings an Idempotency-Key brings a new one."""

import re
import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    if re.fullmatch(r"[!-~]{1,100}", str((case.headers or {}).get("Idempotency-Key") or "")):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
