"""What the documents quote is what the product says."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "halfpast"
# What is filled in: in Python, in gettext and in templates.
FILLED_IN = re.compile(r"%\(\w+\)[sd]|\{\{.*?\}\}|\{\w+\}")


def quoted_in(page: str, heading: str) -> list[str]:
    """The sentences in quotes in the first column of the tables below a heading."""
    _, _, section = (ROOT / page).read_text(encoding="utf-8").partition(f"## {heading}\n")
    rows = [line.split(" | ")[0] for line in section.split("\n## ")[0].splitlines() if line.startswith("| ")]
    return [sentence for row in rows for sentence in re.findall(r'"([^"]+)"', row)]


@cache
def said_by_product() -> tuple[str, ...]:
    """Every text in the code and the templates, one space between words and … for what is filled in."""
    found = [text for path in SOURCE.rglob("*.py") for text in _texts_of(ast.parse(path.read_text(encoding="utf-8")))]
    found += [html.unescape(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.html")]
    return tuple(" ".join(FILLED_IN.sub("…", text).split()) for text in found)


def _texts_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def is_said(sentence: str) -> bool:
    pieces = [piece.strip() for piece in sentence.split("…") if piece.strip(" :.")]
    pattern = re.compile(".*?".join(map(re.escape, pieces)))
    return any(pattern.search(text) for text in said_by_product())


QUOTED = quoted_in("docs/connect/zoom.md", "Troubleshooting") + quoted_in(
    "docs/operate/keys.md", "What the command says"
)


@pytest.mark.parametrize("sentence", QUOTED)
def test_a_sentence_quoted_under_troubleshooting_is_one_of_ours(sentence: str) -> None:
    assert is_said(sentence)


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("docs/**/*.md")) + sorted(ROOT.glob("*.md")), ids=lambda page: page.name
)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)", page.read_text(encoding="utf-8"))
    for target, heading in links:
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), target
        assert not heading or heading in headings_of(there), f"{target}#{heading}"


def headings_of(page: Path) -> set[str]:
    """As links name them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_a_sentence_that_nobody_says_is_found_out() -> None:
    assert not is_said("Zoom has eaten your meeting")


def test_the_troubleshooting_tables_quote_the_product() -> None:
    assert len(QUOTED) > 45
