"""Parts of pages that are the same every time."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def fixed(part: str, **values: str) -> SafeString:
    """As `include ... only`, for a part that depends on nothing but these values: rendered once, then kept."""
    return _rendered(part, get_language(), tuple(values.items()))


@lru_cache(1024)
def _rendered(part: str, _language: str | None, values: tuple[tuple[str, str], ...]) -> SafeString:
    return render_to_string(part, dict(values))
