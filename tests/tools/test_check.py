from __future__ import annotations

import sys

import pytest

from tools import check


def test_a_part_that_fails_is_named_in_the_table() -> None:
    outcomes = [check.Outcome("types", True, 2.04), check.Outcome("tests", False, 61.0)]

    table = check.table(outcomes)

    assert table.splitlines()[1:] == [
        "types                2.0 s  ok",
        "tests               61.0 s  FAILED",
        "all of it           63.0 s",
    ]


def test_a_part_that_ends_badly_has_not_passed() -> None:
    outcome = check.run(check.Part("a part", (sys.executable, "-c", "raise SystemExit(3)")))

    assert not outcome.passed


def test_everything_is_run_also_after_a_part_failed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = check.Part("bad", (sys.executable, "-c", "raise SystemExit(1)"))
    good = check.Part("good", (sys.executable, "-c", "print('here')"))
    monkeypatch.setitem(check.MENU, "lint", (bad, good))

    status = check.main(["lint"])

    assert status == 1
    assert "here" in capfd.readouterr().out


def test_an_unknown_word_shows_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["evrything"]) == 2
    assert "everything" in capsys.readouterr().err
