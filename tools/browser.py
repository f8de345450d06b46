"""Finds a browser for the browser tests, or installs Debian's chromium when it may: `python -m tools.browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")
BY_HAND = f"sudo apt-get update && sudo apt-get install --no-install-recommends --yes {' '.join(PACKAGES)}"


def chromium() -> str | None:
    """The path of an installed browser; HALFPAST_CHROMIUM beats what is found."""
    named = os.environ.get("HALFPAST_CHROMIUM")
    return named or next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> int:
    if chromium() or _install():
        print(chromium())
        return 0
    print(f"The browser tests need chromium. Install it and run this again:\n  {BY_HAND}", file=sys.stderr)
    return 1


def _install() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ("apt-get", "-qq", "install", "--no-install-recommends", "--yes", *PACKAGES)
    for command in (("apt-get", "-qq", "update"), install):
        # To standard error: what apt says is of interest only when it fails.
        if subprocess.call(command, env=quiet, stdin=subprocess.DEVNULL, stdout=sys.stderr) != 0:
            return False
    return chromium() is not None


if __name__ == "__main__":
    sys.exit(main())
