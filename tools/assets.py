"""Built styles, scripts and mails: build them, or tell whether they are older than their sources.

`digest` and `check` need no Node, so that tests can see stale assets anywhere.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import mrml

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
PACKAGE = ROOT / "src" / "halfpast"
BUILT = PACKAGE / "web" / "static" / "halfpast"
# Where each built mail lies: with the room that sends it.
MAILS = {
    "booking": PACKAGE / "bookings" / "templates" / "bookings" / "mails",
    "notice": PACKAGE / "web" / "templates" / "web" / "mails",
}
DIGEST = BUILT / "DIGEST"
# Django's own tags in an MJML source run only when the mail is filled, so what they load is put before the page.
MAIL_HEAD = "{% load i18n %}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("act", choices=["digest", "check", "build"])
    match parser.parse_args().act:
        case "digest":
            print(digest())
            return 0
        case "check":
            return check()
        case _:
            return build()


def digest() -> str:
    """One fingerprint of everything the built files come from, and of the built files themselves."""
    total = hashlib.sha256()
    for path in sorted({*sources(), *outputs()}):
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def check() -> int:
    if DIGEST.is_file() and DIGEST.read_text().strip() == digest():
        return 0
    print("The built assets are older than their sources: run `make assets`.", file=sys.stderr)
    return 1


def build() -> int:
    # Not `npm ci`: it asks for the binaries of every platform in the lock, which holds those of Linux. This one also
    # keeps to the lock's versions and hashes.
    subprocess.run(["npm", "install", "--no-save", "--ignore-scripts"], cwd=FRONTEND, check=True)
    build_mails()
    subprocess.run(["npm", "run", "build"], cwd=FRONTEND, check=True)
    compress()
    DIGEST.write_text(digest() + "\n")
    return 0


def build_mails() -> None:
    # By default MRML links the stylesheets of a font service: a mail of ours asks nobody for anything.
    without_web_fonts = mrml.RenderOptions(fonts={})
    shared = {f"parts/{path.name}": path.read_text("utf-8") for path in (FRONTEND / "mails/parts").glob("*.mjml")}
    including = mrml.ParserOptions(include_loader=mrml.memory_loader(shared))

    for name, folder in MAILS.items():
        source = (FRONTEND / "mails" / f"{name}.mjml").read_text("utf-8")
        page = mrml.to_html(source, parser_options=including, render_options=without_web_fonts).content
        (folder / f"{name}.html").write_text(f"{MAIL_HEAD}{page}\n", "utf-8")


def compress() -> None:
    """The server sends app.css.gz in place of app.css to whoever takes it; without a time in it, for equal bytes."""
    for path in BUILT.iterdir():
        if path.suffix in {".css", ".js", ".svg"}:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


def sources() -> Iterator[Path]:
    for path in FRONTEND.rglob("*"):
        if path.is_file() and "node_modules" not in path.parts:
            yield path
    # Tailwind reads these for the classes they use.
    yield from PACKAGE.glob("**/templates/**/*.html")
    yield from PACKAGE.glob("**/*forms.py")
    yield from PACKAGE.glob("bookings/time_choice/rendering.py")


def outputs() -> Iterator[Path]:
    yield from (path for path in BUILT.rglob("*") if path.is_file() and path != DIGEST)


if __name__ == "__main__":
    sys.exit(main())
