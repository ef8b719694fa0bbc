"""The shelf of ways to reach a person: `channel_by_code("email")`, `all_channels()`.

`channel.py` what a channel is · `email.py sms.py whatsapp.py phone.py letter.py` one each ·
`mime.py smtp.py smtp_settings.py smtp_replies.py` how an e-mail leaves · `bucket.py` how fast, and when again.
"""

import functools
import sys

from adimple.channels.channel import Channel
from adimple.domain.errors import NotFound
from adimple.domain.shelf import shelf


@functools.cache
def all_channels() -> tuple[Channel, ...]:
    """Every channel, in module-name order."""
    return shelf(sys.modules[__name__], "CHANNEL")


def channel_by_code(code: str) -> Channel:
    """The channel with that code; NotFound when there is none."""
    for channel in all_channels():
        if channel.code == code:
            return channel
    raise NotFound(f"no channel {code!r}")
