"""Where whoever runs this installation points guests and members: privacy policy, terms, support."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class OperatorLink:
    label: str
    href: str


def operator_links(request: HttpRequest) -> dict[str, object]:
    """For templates. Asked for when a page shows them, and once per request."""
    kept = request.__dict__.setdefault("operator_links", SimpleLazyObject(_links))
    return {"operator_links": kept}


def _links() -> tuple[OperatorLink, ...]:
    # On every page: putting the statement together takes five times as long as asking it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_url, terms_url, support FROM accounts_installation ORDER BY id LIMIT 1")
        row = cursor.fetchone()
    if row is None:
        return ()
    privacy_url, terms_url, support = row
    links = (
        OperatorLink(_("Privacy policy"), privacy_url),
        OperatorLink(_("Terms"), terms_url),
        OperatorLink(_("Support"), support_href(support)),
    )
    return tuple(link for link in links if link.href)


def support_href(contact: str) -> str:
    """An address becomes a mailto: link, a link stays one."""
    return f"mailto:{quote(contact, safe='@')}" if contact and "://" not in contact else contact
