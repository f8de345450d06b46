"""The vendors of meetings, by the kind that connections and places store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from halfpast.providers.conferencing import Capability, ConferencingProvider
from halfpast.providers.zoom import ZoomConferencing, capabilities, why_not_allowed


@dataclass(frozen=True)
class ConferencingVendor:
    label: str
    provider: Callable[..., ConferencingProvider]
    capabilities: Callable[[frozenset[str]], frozenset[Capability]]
    why_not_allowed: Callable[[Capability], str]


CONFERENCING = {
    "zoom": ConferencingVendor(
        label="Zoom", provider=ZoomConferencing, capabilities=capabilities, why_not_allowed=why_not_allowed
    ),
}
