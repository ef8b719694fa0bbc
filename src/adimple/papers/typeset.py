"""The typesetter: facts as JSON in, PDF/A-2b out. `python -m adimple.papers.typeset` does one paper and ends.

What it typeset stays in memory for the next paper, and is gone through at each: after a carnê of thousands of slips a
boleto would take five times as long, in a process that never gets the memory back. So a long paper has its own.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import fontpkg_ibm_plex_sans_condensed as typeface
import typst

_TEMPLATES = Path(__file__).parent / "templates"
_INHERITED = ("PATH", "PYTHONPATH", "SYSTEMROOT")  # and no secret
SECONDS = 120  # a carnê of a thousand slips takes 3
_of_thread = threading.local()
_one_at_a_time = threading.Lock()  # a long paper takes up to 460 MiB


@contextmanager
def typesetter(template: str, moment: int, *, is_long: bool) -> Iterator[Callable[[str], bytes]]:
    """Of `templates/<template>.typ`, dated `moment` (seconds since 1970): facts in, PDF out. Equal input, equal bytes.

    One for a long paper gets ready while the facts are gathered.
    """
    if not is_long:
        yield partial(_here, template, moment)
        return
    with (
        _one_at_a_time,
        subprocess.Popen(
            [sys.executable, "-P", "-m", "adimple.papers.typeset", template, str(moment)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ},
        ) as child,
    ):
        yield partial(_there, child)


def _here(template: str, moment: int, facts: str) -> bytes:
    pdf = _compiler(template).compile(format="pdf", sys_inputs={"facts": facts}, pdf_standards="a-2b", timestamp=moment)
    assert isinstance(pdf, bytes), "one file was asked"
    return pdf


def _there(child: subprocess.Popen[bytes], facts: str) -> bytes:
    try:
        pdf, why = child.communicate(facts.encode(), timeout=SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        raise
    if child.returncode or not pdf.startswith(b"%PDF-"):
        raise RuntimeError(f"the typesetter ended with {child.returncode}: {why.decode(errors='replace')}")
    return pdf


def _compiler(template: str) -> typst.Compiler:
    """Of this thread, made once: it has read the typeface and keeps what it typeset before."""
    kept = vars(_of_thread).setdefault("compilers", {})
    if template not in kept:
        kept[template] = typst.Compiler(
            input=str(_TEMPLATES / f"{template}.typ"),
            root=str(_TEMPLATES),
            font_paths=[str(typeface.ROOT / "files")],
            ignore_system_fonts=True,
        )
    return kept[template]


if __name__ == "__main__":
    sys.stdout.buffer.write(_here(sys.argv[1], int(sys.argv[2]), sys.stdin.buffer.read().decode()))
