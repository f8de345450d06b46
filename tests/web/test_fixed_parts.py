"""Parts that are rendered once are what an include of them is."""

from __future__ import annotations

import pytest
from django.template import engines


def rendered(source: str, **values: str) -> str:
    return str(engines["django"].from_string("{% load fixed_parts %}" + source).render(values))


@pytest.mark.parametrize(
    ("fixed", "include"),
    [
        ('"web/parts/head.html"', '"web/parts/head.html"'),
        ('"web/parts/mark.html" class="size-4"', '"web/parts/mark.html" with class="size-4"'),
        ('"web/parts/icon.html" name="globe"', '"web/parts/icon.html" with name="globe"'),
    ],
)
def test_a_fixed_part_is_what_an_include_is(fixed: str, include: str) -> None:
    first, second = (rendered(f"{{% fixed {fixed} %}}") for _ in range(2))

    assert first == second == rendered(f"{{% include {include} only %}}")


def test_a_part_is_kept_for_its_values_alone() -> None:
    clock, pin = (rendered('{% fixed "web/parts/icon.html" name=name %}', name=name) for name in ("clock", "pin"))

    assert clock != pin


def test_a_value_is_never_html() -> None:
    html = rendered('{% fixed "web/parts/mark.html" class=text %}', text='"><script>')

    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html
