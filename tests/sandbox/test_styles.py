"""The policy of a message names its own styles by hash and opens the door to no other."""

import base64
import hashlib

from adimple.sandbox import styles


def sha256(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def test_each_style_of_a_message_is_named_once():
    markup = '<style>p{margin:0}</style><p style="color:#123">a</p><p style="color:#123">b</p><b>c</b>'

    assert styles.style_source(markup) == f"'unsafe-hashes' {sha256('p{margin:0}')} {sha256('color:#123')}"


def test_an_entity_in_a_style_is_hashed_as_the_browser_reads_it():
    assert styles.style_source('<p style="font-family:&quot;Inter&quot;">') == (
        f"'unsafe-hashes' {sha256('font-family:' + chr(34) + 'Inter' + chr(34))}"
    )


def test_a_message_without_styles_or_with_too_many_gets_none():
    many = "".join(f'<p style="margin:{number}px">' for number in range(styles.MOST_STYLES + 1))

    assert styles.style_source("<p>a</p>") == styles.style_source(many) == "'none'"
