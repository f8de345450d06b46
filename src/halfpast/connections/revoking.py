"""Ends grants at the vendor from memory. A refusal changes nothing for us: we have let go of the tokens already."""

import structlog

from halfpast.connections.sealed_tokens import TokenPair
from halfpast.connections.zoom_app import zoom_app
from halfpast.providers.errors import ProviderError, TokenRejected

log = structlog.get_logger(__name__)


def end_grant(pair: TokenPair) -> None:
    try:
        _revoke(pair)
    except ProviderError as trouble:
        log.warning("revoke_failed", trouble=type(trouble).__name__)


def _revoke(pair: TokenPair) -> None:
    """Zoom revokes by a live access token only, so an expired one is refreshed for its last use."""
    try:
        zoom_app().revoke(pair.access)
    except TokenRejected:
        zoom_app().revoke(zoom_app().refresh(pair.refresh).access_token)
