"""The vendors of meetings, by the kind that connections and places store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from halfpast.providers.conferencing import Capability, ConferencingProvider
from halfpast.providers.zoom import ZoomConferencing, capabilities


@dataclass(frozen=True)
class ConferencingVendor:
    label: str
    provider: Callable[..., ConferencingProvider]
    capabilities: Callable[[frozenset[str]], frozenset[Capability]]


CONFERENCING = {
    "zoom": ConferencingVendor(label="Zoom", provider=ZoomConferencing, capabilities=capabilities),
}
