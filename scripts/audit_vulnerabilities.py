"""Asks OSV (osv.dev) whether a version we lock, of Python or of the browser's files, has a known vulnerability.

Ends with 1 when one has. Without network it says, in a line, that nothing was checked, and ends with 0: a check must
not be red because a cable is loose, nor green without saying so. `--strict` ends with 2 then.

    python scripts/audit_vulnerabilities.py [--service URL] [--strict]
"""

import argparse
import http.client
import json
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
SERVICE = "https://api.osv.dev"
PATIENCE_SECONDS = 10
A_REQUEST = 500  # packages; the service takes a thousand
PINNED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)")
# What we looked at and live with: id → why, and until when. Empty is the usual state.
ACCEPTED: dict[str, str] = {}

Package = tuple[str, str, str]  # ecosystem, name, version


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--service", default=SERVICE)
    asked.add_argument("--strict", action="store_true")
    given = asked.parse_args()
    packages = locked()
    try:
        found = vulnerable(packages, given.service)
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = error.reason if isinstance(error, urllib.error.URLError) else error
        print(f"Vulnerabilidades NÃO conferidas: {given.service} não respondeu como se espera ({why}).")
        return 2 if given.strict else 0
    for (ecosystem, name, version), ids in found.items():
        print(f"{ecosystem} {name} {version}: {', '.join(ids)} (https://osv.dev/vulnerability/{ids[0]})")
    if found:
        print("Há vulnerabilidades conhecidas (acima). Suba as versões com «UPGRADE=1 make locks».")
        return 1
    print(f"{len(packages)} versões travadas conferidas em {given.service}: nenhuma vulnerabilidade conhecida.")
    return 0


def locked() -> list[Package]:
    """Of every lock file, once."""
    found = {
        ("PyPI", name.lower(), version)
        for path in (ROOT / "requirements").glob("*.lock")
        for name, version in PINNED.findall(path.read_text(encoding="utf-8"))
    }
    browser = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found |= {("npm", path.rpartition("node_modules/")[2], one["version"]) for path, one in browser.items() if path}
    return sorted(found)


def vulnerable(packages: list[Package], service: str) -> dict[Package, list[str]]:
    """Raises OSError, HTTPException or ValueError when the service does not answer as its documentation says."""
    found: dict[Package, list[str]] = {}
    for start in range(0, len(packages), A_REQUEST):
        part = packages[start : start + A_REQUEST]
        answers = _ask(part, service)
        if len(answers) != len(part):
            raise ValueError(f"{len(answers)} respostas a {len(part)} perguntas")
        for package, answer in zip(part, answers, strict=True):
            if ids := [one["id"] for one in answer.get("vulns", []) if one["id"] not in ACCEPTED]:
                found[package] = ids
    return found


def _ask(packages: list[Package], service: str) -> list[dict]:
    queries = [
        {"package": {"ecosystem": ecosystem, "name": name}, "version": version} for ecosystem, name, version in packages
    ]
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(f"{service}/v1/querybatch", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
        told = json.load(answer)
    if not isinstance(told, dict) or not isinstance(told.get("results"), list):
        raise ValueError("resposta sem «results»")
    return told["results"]


if __name__ == "__main__":
    sys.exit(main())
