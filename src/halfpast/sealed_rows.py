"""Everything this installation keeps sealed, and how to seal a row of it anew."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from allauth.mfa.models import Authenticator
from django.db.models import CharField, Count, F, Func, Model, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from halfpast.accounts.sealed_authenticators import SEALED_PARTS, reseal_authenticator
from halfpast.accounts.vault import seal, sealed_with_first_key, unseal
from halfpast.bookings import link_tokens
from halfpast.bookings.models import Booking
from halfpast.connections.models import Connection, ConsentAttempt, VendorApp
from halfpast.connections.sealed_tokens import open_tokens, seal_tokens
from halfpast.connections.vendor_apps import BOUND_TO


@dataclass(frozen=True)
class SealedRows:
    """Rows of one kind, named for people, and where in a row the envelope is."""

    name: str
    model: type[Model]
    envelope: Combinable
    # Locks the row; answers whether there was something to do. Raises CannotOpen.
    reseal: Callable[[int], bool]

    def not_under(self, key_id: str) -> list[int]:
        """Ids of the rows that another key sealed."""
        rows = self._sealed().exclude(key_id=key_id)
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def key_ids(self) -> Counter[str]:
        """How many rows name which key."""
        counts = self._sealed().values("key_id").annotate(rows=Count("pk")).order_by()
        return Counter({row["key_id"]: row["rows"] for row in counts})

    def _sealed(self) -> QuerySet[Model]:
        text = Func(self.envelope, Value(""), function="coalesce", output_field=TextField())
        key_id = Func(text, Value("."), Value(1), function="split_part", output_field=CharField())
        return self.model._default_manager.annotate(key_id=key_id).exclude(key_id="")


def _connection(row_id: int) -> bool:
    row = Connection.objects.select_for_update(no_key=True).filter(pk=row_id).first()
    if row is None or sealed_with_first_key(row.sealed_tokens):
        return False
    seal_tokens(row, open_tokens(row))
    row.save(update_fields=["sealed_tokens"])
    return True


def _booking(row_id: int) -> bool:
    row = Booking.objects.select_for_update(no_key=True).filter(pk=row_id).first()
    if row is None or sealed_with_first_key(row.sealed_link):
        return False
    link_tokens.reseal(row)
    row.save(update_fields=["sealed_link"])
    return True


def _app(column: str, row_id: int) -> bool:
    row = VendorApp.objects.select_for_update(no_key=True).filter(pk=row_id).first()
    if row is None or not getattr(row, column) or sealed_with_first_key(getattr(row, column)):
        return False
    setattr(row, column, _again(getattr(row, column), bound_to=BOUND_TO[column]))
    row.save(update_fields=[column])
    return True


def _attempt(row_id: int) -> bool:
    row = ConsentAttempt.objects.select_for_update(no_key=True).filter(pk=row_id).first()
    if row is None or sealed_with_first_key(row.sealed_verifier):
        return False
    row.sealed_verifier = _again(row.sealed_verifier, bound_to=f"consent {row.digest}")
    row.save(update_fields=["sealed_verifier"])
    return True


def _again(envelope: str, *, bound_to: str) -> str:
    return seal(unseal(envelope, bound_to=bound_to), bound_to=bound_to)


# A row of authenticators has one of the parts, or none.
SECOND_STEP = Coalesce(*(KeyTextTransform(part, "data") for part in SEALED_PARTS))

SEALED = (
    SealedRows("connections", Connection, F("sealed_tokens"), _connection),
    SealedRows("guests' links", Booking, F("sealed_link"), _booking),
    SealedRows(
        "client secrets of Zoom apps", VendorApp, F("sealed_client_secret"), partial(_app, "sealed_client_secret")
    ),
    SealedRows("secret tokens of Zoom apps", VendorApp, F("sealed_secret_token"), partial(_app, "sealed_secret_token")),
    SealedRows("second steps", Authenticator, SECOND_STEP, reseal_authenticator),
    SealedRows("connections being made", ConsentAttempt, F("sealed_verifier"), _attempt),
)
