"""What a provider's failure means for whoever called it."""

from __future__ import annotations

from datetime import timedelta


class ProviderError(Exception):
    """`reason` is plain words for a host: no tokens, no addresses, nothing the vendor wrote."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(ProviderError):
    """Not applied, or safe to send again; `after` is the vendor's own advice, None leaves the pace to the caller."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class QuotaExhausted(TryLater):
    """This host's calls are used up for the vendor's day: every further one would be refused until then."""

    def __init__(self, reason: str, *, after: timedelta) -> None:
        super().__init__(reason, after=after)
        self.wait = after


class AppMisconfigured(TryLater):
    """The operator's app credentials or settings are wrong: the host's grant stays as it is."""


class ReconnectNeeded(ProviderError):
    """The grant is dead; only the host can give a new one."""


class Refused(ProviderError):
    """The vendor read the request and said no; sending it again gets the same answer."""

    def __init__(self, reason: str, *, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


class MeetingGone(Refused):
    """The vendor no longer has this meeting."""


class NotMoved(Refused):
    """The vendor said yes and shows the old time: it ignored the new one, or its reads lag behind its writes."""


class ScopeMissing(Refused):
    """The grant does not cover this call: only a new one, with the scope, can. `scopes` as far as the vendor says."""

    def __init__(self, reason: str, *, code: str = "", scopes: tuple[str, ...] = ()) -> None:
        super().__init__(reason, code=code)
        self.scopes = scopes


class OutcomeUnknown(ProviderError):
    """A write that must not be repeated may or may not have been applied: look before sending it again."""


class TokenRejected(ProviderError):
    """The access token is not accepted: refresh once and call once more."""
