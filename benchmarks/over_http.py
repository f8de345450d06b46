"""What slots and booking pages take over HTTP, beside a page of one query: `python benchmarks/over_http.py`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

# So that it also runs as a file.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.database import running
from benchmarks.digests import Answers
from benchmarks.http_client import HOST, Connection, answers_per_second, milliseconds_of_each
from benchmarks.http_server import serving
from benchmarks.timing import calibrate, headline, hurry

if TYPE_CHECKING:
    from benchmarks.http_pages import Case

TRIVIAL = "/benchmark/trivial"
SLOTS_GOAL, PAGE_GOAL, QUERIES_GOAL, PAGES_GOAL = 2.5, 3.0, 4, 600
CLIENTS = 16
GZIP = "Accept-Encoding: gzip"


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.hurry:
        hurry()
        options.rounds, options.seconds = 2, 0.2
    headline("This machine")
    calibrate()
    with running(DJANGO_SETTINGS_MODULE="benchmarks.http_settings", LOG_LEVEL="WARNING"):
        return _measure(options.rounds, options.seconds)


def _measure(rounds: int, seconds: float) -> int:
    from benchmarks import http_pages  # noqa: PLC0415  (models can be imported once Django is set up)

    answers, cases = Answers(), http_pages.make_cases()
    with serving(TRIVIAL) as port:
        with Connection(port) as connection:
            for case in cases:
                http_pages.check(answers, connection, case)
            _tell_latencies(connection, cases, rounds)
        _tell_throughput(port, cases[1], seconds)
    _tell_queries(cases[1])
    return answers.tell()


def _tell_latencies(connection: Connection, cases: Sequence[Case], rounds: int) -> None:
    pages: list[tuple[str, str, float | None]] = [("a page of one query", TRIVIAL, None)]
    pages += [(f"GET /slots, one host, {case.words}", case.slots, SLOTS_GOAL) for case in cases]
    pages += [(f"booking page, one host, {case.words}", case.page, PAGE_GOAL) for case in cases]
    paths = [path for _, path, _ in pages]
    milliseconds_of_each(connection, paths, max(rounds // 5, 3))
    found = milliseconds_of_each(connection, paths, rounds)
    print(f"\n{'Over HTTP, one client':<58}{'p50 ms':>10}{'min ms':>10}{'× one query':>13}")
    for (title, _, goal), times in zip(pages, found, strict=True):
        _tell(title, times, found[0], goal)


def _tell(title: str, times: Sequence[float], of_one_query: Sequence[float], goal: float | None) -> None:
    ratio = median(each / one for each, one in zip(times, of_one_query, strict=True))
    verdict = "" if goal is None else f"   goal {goal:g}: {'met' if ratio <= goal else 'MISSED'}"
    print(f"{title:<58}{median(times):10.2f}{min(times):10.2f}{ratio:13.2f}{verdict}", flush=True)


def _tell_throughput(port: int, case: Case, seconds: float) -> None:
    print(f"\n{f'Over HTTP, {CLIENTS} clients, {case.words}':<58}{'a second':>10}")
    for title, path, headers, goal in (
        ("a page of one query", TRIVIAL, (), None),
        ("GET /slots", case.slots, (), None),
        ("booking page", case.page, (), PAGES_GOAL),
        ("booking page, compressed", case.page, (GZIP,), None),
    ):
        rate = answers_per_second(port, path, *headers, clients=CLIENTS, seconds=seconds)
        verdict = "" if goal is None else f"   goal {goal}: {'met' if rate >= goal else 'MISSED'}"
        print(f"{title:<58}{rate:10.0f}{verdict}", flush=True)


def _tell_queries(case: Case) -> None:
    """In this process, for only here they can be counted."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    print(f"\n{'Queries':<58}")
    for title, path, goal in (("GET /slots", case.slots, None), ("booking page", case.page, QUERIES_GOAL)):
        with CaptureQueriesContext(connection) as queries:
            response = Client().get(path, HTTP_HOST=HOST)
        if response.status_code != 200:
            raise SystemExit(f"{path} answers {response.status_code}")
        verdict = "" if goal is None else f"   goal {goal}: {'met' if len(queries) <= goal else 'MISSED'}"
        print(f"{title:<58}{len(queries):10}{verdict}")
        for query in queries:
            print(f"    {' '.join(query['sql'].split())[:110]}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="how often each page is asked for, in turn")
    parser.add_argument("--seconds", type=float, default=8, help="for how long many clients ask")
    parser.add_argument("--hurry", action="store_true", help="next to no rounds: figures that say nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
