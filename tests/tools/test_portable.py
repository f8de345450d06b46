from __future__ import annotations

from pathlib import Path

import pytest

from tools import portable


@pytest.mark.parametrize(
    "line",
    ["--index-url " + "https:" + "//packages.example/simple", "name @ git+" + "ssh://git.example/name"],
)
def test_a_lock_file_that_names_an_index_is_found(tmp_path: Path, line: str) -> None:
    lock = tmp_path / "requirements" / "main.txt"
    lock.parent.mkdir()
    lock.write_text(f"django==5.2\n{line}\n")

    (finding,) = portable.look_at(lock)

    assert "main.txt:2:" in finding


def test_an_npm_lock_with_a_resolved_address_is_found(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text('{"resolved": "' + "https:" + '//packages.example/htmx.tgz"}\n')

    assert len(list(portable.look_at(lock))) == 1


def test_an_address_in_an_ordinary_file_is_no_finding(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("Open http://localhost:8000 and read https://example.com/home/page\n")

    assert list(portable.look_at(page)) == []


@pytest.mark.parametrize("folder", ["home/somebody", "Users/somebody", "root"])
def test_an_absolute_path_of_a_home_is_found(tmp_path: Path, folder: str) -> None:
    page = tmp_path / "notes.md"
    page.write_text(f"see /{folder}/halfpast\n")

    assert len(list(portable.look_at(page))) == 1


def test_a_file_that_is_not_text_is_passed_over(tmp_path: Path) -> None:
    image = tmp_path / "page.png"
    image.write_bytes(b"\x89PNG\xff\xfe")

    assert list(portable.look_at(image)) == []


def test_without_git_hidden_folders_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = somewhere\n")
    (tmp_path / "README.md").write_text("hello\n")

    assert portable.committed_files(tmp_path) == [tmp_path / "README.md"]
