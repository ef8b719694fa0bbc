"""What a person reads on a page of a real browser: words, messages, figures, tables."""

import time
from io import BytesIO
from pathlib import Path

import openpyxl
from axe_core_python.base import AXE_SCRIPT
from django.db import connection
from playwright.sync_api import Browser, Locator, Page

# Only the names leave the page: the whole answer of axe costs the browser more to hand over than to find.
# Of a text on a background that it cannot see through, axe says nothing, right or wrong: it is told as a fault too (but
# of a select, whose arrow is a picture).
SERIOUS = """async () => {
  const found = await axe.run({resultTypes: ["violations", "incomplete"]})
  const wrong = found.violations.filter(one => ["serious", "critical"].includes(one.impact)).map(one => one.id)
  const behind = ["bgGradient", "bgImage", "imgNode", "pseudoContent"]
  const unseen = found.incomplete.filter(one => one.id === "color-contrast").flatMap(one => one.nodes).filter(
    node => !node.html.startsWith("<select") && node.any.some(one => one.data && behind.includes(one.data.messageKey)))
  return [...wrong, ...unseen.map(node => `contrast not seen of ${node.target}`)]
}"""


def words(read: str) -> str:
    """A text with its spaces single."""
    return " ".join(read.split())


def follow(way: Locator) -> None:
    """Click a link or a button that leads to another page, and be there: what is read next is read there."""
    with way.page.expect_navigation():
        way.click()


def leave(browser: Browser) -> None:
    """Closes every window, and waits for what they still asked: no request outlives its test's rows."""
    for context in browser.contexts:
        context.close()
    deadline = time.monotonic() + 10
    while _asked() and time.monotonic() < deadline:
        time.sleep(0.02)


def serious(page: Page) -> list[str]:
    """The rules of accessibility that the page breaks, as it stands, in a way that keeps somebody out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(SERIOUS)


def _asked() -> int:
    """Sessions of this database, besides ours, in the middle of something."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state IS DISTINCT FROM 'idle' AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def text(part: Page | Locator) -> str:
    """What is visible of a part; of a page, its `main`."""
    part = part.locator("main") if isinstance(part, Page) else part
    return words(part.inner_text())


def said(page: Page, tone: str = "ok") -> str:
    """The message, in this tone, that an act leaves on top of the next page."""
    return text(page.locator(f".messages > .note.{tone}"))


def figures(page: Page) -> dict[str, str]:
    """The strip of large figures, by name."""
    strip = page.locator("dl.strip > div").all()
    return {text(one.locator("dt")): text(one.locator("dd.big")) for one in strip}


def rows(page: Page, caption: str) -> list[list[str]]:
    """The cells of a table's body."""
    body = page.get_by_role("table", name=caption).locator("tbody tr").all()
    return [[words(cell) for cell in row.locator("th, td").all_inner_texts()] for row in body]


def tabs(page: Page) -> dict[str, int]:
    """The tabs of a list with their counts, those that have any."""
    found = page.get_by_role("navigation", name="Situação").get_by_role("link").all_inner_texts()
    counts = {name: int(count) for name, _, count in (words(one).rpartition(" ") for one in found)}
    return {name: count for name, count in counts.items() if count}


def cells(path: Path) -> list[tuple[str, ...]]:
    """Of the first sheet, what is blank as ""."""
    read = openpyxl.load_workbook(BytesIO(path.read_bytes())).active.iter_rows(values_only=True)
    return [tuple(cell or "" for cell in row) for row in read]


def open_devedor(page: Page, name: str) -> None:
    follow(page.get_by_role("link", name="Devedores"))
    follow(page.get_by_role("link", name=name))
