"""The look of the sandbox's pages, and HTML that escapes whatever is filled into it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from string import Template

from halfpast.sandbox.http_server import Answer

SECURITY_HEADERS = (
    # No form-action: the consent form ends in a redirect to the product's own origin.
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def fill(template: str, **values: object) -> Html:
    """Replaces each $name by its value, escaped unless it is Html; a list is filled in item after item."""
    return Html(Template(template).substitute({name: _safe(value) for name, value in values.items()}))


def page(
    title: str, content: Html, *, links: Sequence[tuple[str, str]] = (), brand: str = "", status: int = 200
) -> Answer:
    anchors = [fill('<a href="$href">$label</a>', href=href, label=label) for href, label in links]
    body = fill(_LAYOUT, title=title, brand=brand or title, style=Html(_STYLE), links=anchors, content=content)
    headers = (("Content-Type", "text/html; charset=utf-8"), *SECURITY_HEADERS)
    return Answer(status, body.encode("utf-8", "replace"), headers)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], empty: str) -> Html:
    if not rows:
        return fill('<p class="quiet">$empty</p>', empty=empty)
    head = [fill("<th>$heading</th>", heading=heading) for heading in headings]
    body = [fill("<tr>$cells</tr>", cells=_cells(headings, row)) for row in rows]
    template = '<div class="wide"><table><thead><tr>$head</tr></thead><tbody>$body</tbody></table></div>'
    return fill(template, head=head, body=body)


def _cells(headings: Sequence[str], row: Sequence[object]) -> list[Html]:
    """Each cell knows its heading: on a phone a row is shown as a card."""
    named = zip(headings, row, strict=True)
    return [fill('<td data-label="$heading">$cell</td>', heading=heading, cell=cell) for heading, cell in named]


def _safe(value: object) -> str:
    if isinstance(value, Html):
        return value
    if isinstance(value, (list, tuple)):
        return "".join(_safe(item) for item in value)
    return "" if value is None else escape(str(value))


_LAYOUT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title><style>$style</style></head>
<body><header><div class="bar"><span class="brand">$brand</span><nav>$links</nav></div></header>
<main>$content</main>
<footer>Simulated for development. Nothing here reaches the real service.</footer></body></html>
"""

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --quiet: #5d6b7b; --paper: #f5f7fa; --card: #fff; --line: #dfe5ec;
  --accent: #1f5fd0; --on-accent: #fff; --good: #1a7f4b; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf2; --quiet: #9dabbc; --paper: #12171e; --card: #1a212b;
  --line: #2d3745; --accent: #7fb0ff; --on-accent: #0d1420; --good: #5fd397; --bad: #ff9d92; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
header { background: var(--card); border-bottom: 1px solid var(--line); }
.bar, main, footer { max-width: 64rem; margin: 0 auto; padding: .8rem 1rem; }
.bar { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; align-items: baseline; }
.brand { font-weight: 650; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; }
a { color: var(--accent); }
nav a { text-decoration: none; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .9rem 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 .6rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.1rem;
  margin: 0 0 1.1rem; }
.narrow { max-width: 30rem; margin: 2rem auto; }
.quiet, footer { color: var(--quiet); font-size: .9rem; }
.good { color: var(--good); } .bad { color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
label { display: block; font-weight: 600; margin: 0 0 .25rem; }
label small { font-weight: 400; color: var(--quiet); }
input, select, textarea { width: 100%; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .65rem; margin: 0 0 .8rem; }
input[type=checkbox] { width: auto; margin: 0 .4rem 0 0; }
button { font: inherit; font-weight: 600; border: 1px solid var(--accent); border-radius: .5rem; padding: .5rem 1rem;
  background: var(--accent); color: var(--on-accent); cursor: pointer; }
button.plain { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.row { display: flex; flex-wrap: wrap; gap: .7rem; align-items: end; }
.row > div { flex: 1 1 11rem; }
form.inline { display: inline; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; font-size: .88rem; }
ul { padding-left: 1.2rem; }
td { overflow-wrap: break-word; }
iframe { width: 100%; height: 44rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 .5rem; }
  thead { display: none; } tr, td { display: block; } tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  td { border: 0; padding: .1rem 0; overflow-wrap: anywhere; } td:empty { display: none; }
  td::before { content: attr(data-label) " "; color: var(--quiet); } }
"""
