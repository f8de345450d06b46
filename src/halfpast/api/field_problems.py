"""A failed validation as one sentence per field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ninja.errors import ValidationError

from halfpast.api.problems import FieldProblem
from halfpast.event_types.models import PlaceKind

WORDS = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "union_tag_invalid": "There is no such kind.",
    "union_tag_not_found": "Say which kind it is.",
}
# A union adds its tag to the way to a field.
TAGS = frozenset(PlaceKind.values)


def field_problems(error: ValidationError) -> list[FieldProblem]:
    return [FieldProblem(pointer=_pointer(each["loc"]), detail=_detail(each)) for each in error.errors]


def _pointer(place: Sequence[str | int]) -> str:
    """From ("body", "body", "weekly", 0, "start"): the source, then for bodies our parameter's name, then the way."""
    way = place[2:] if place[0] == "body" else place[1:]
    steps = [step for index, step in enumerate(way) if not _is_tag(way, index)]
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _is_tag(way: Sequence[str | int], index: int) -> bool:
    """Our unions are items of lists, so that their tag comes after a number."""
    return index > 0 and isinstance(way[index - 1], int) and way[index] in TAGS


def _detail(error: dict[str, Any]) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    words = WORDS.get(error["type"], str(error["msg"]))
    return words.encode("utf-8", "replace").decode()
