"""Nothing committed may name one machine: no absolute path of a checkout or home, no package index in a lock file."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:home|Users)/(?!you\b)[\w.-]+/|(?<![\w.}])/[r]oot/|file:/{3}\w")
ADDRESS = re.compile(r"\b(?:https?|git\+\w+|ssh)://|--(?:extra-)?index-url|--find-links|--trusted-host")
# Funding links and licence texts in a lock of npm are no places anything is fetched from.
NPM_ADDRESS = re.compile(r'"resolved":\s*"(?:https?|git)')


def main() -> int:
    findings = [finding for path in committed_files(ROOT) for finding in look_at(path)]
    print("\n".join(findings) or "no file names this machine or a package index")
    return 1 if findings else 0


def committed_files(root: Path) -> list[Path]:
    """What git tracks or would add; without git (an unpacked archive) everything outside hidden folders."""
    listing = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        return [path for path in root.rglob("*") if path.is_file() and not _is_aside(path.relative_to(root))]
    return [root / name for name in names if name and (root / name).is_file()]


def look_at(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return
    forbidden = _forbidden_in(path)
    for number, line in enumerate(lines, start=1):
        for pattern in forbidden:
            if found := pattern.search(line):
                yield f"{path}:{number}: {found[0]!r} names a machine or a package index"


def _forbidden_in(path: Path) -> list[re.Pattern[str]]:
    # A checkout directly under / has too common a name to look for.
    checkout = [re.compile(rf"{re.escape(str(ROOT))}(?!\w)")] if len(ROOT.parts) > 2 else []
    if path.name == "package-lock.json":
        return [MACHINE_PATH, NPM_ADDRESS, *checkout]
    if path.parent.name == "requirements":
        return [MACHINE_PATH, ADDRESS, *checkout]
    return [MACHINE_PATH, *checkout]


def _is_aside(path: Path) -> bool:
    return any(part.startswith(".") or part in {"node_modules", "data", "build"} for part in path.parts)


if __name__ == "__main__":
    sys.exit(main())
