"""The vendors of meetings, by the kind that connections and places store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from halfpast.providers.conferencing import ConferencingProvider
from halfpast.providers.zoom import ZoomConferencing


@dataclass(frozen=True)
class ConferencingVendor:
    label: str
    provider: Callable[..., ConferencingProvider]


CONFERENCING = {
    "zoom": ConferencingVendor(label="Zoom", provider=ZoomConferencing),
}
