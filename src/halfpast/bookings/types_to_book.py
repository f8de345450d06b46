"""Event types with all that their pages need besides hours: two queries at most, however many types and hosts."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

from halfpast.accounts.models import User, Workspace
from halfpast.bookings.prepared import rows_of
from halfpast.connections.models import Connection
from halfpast.event_types.models import EventType, HostGroup, Place
from halfpast.schedules.models import Schedule

Row = TypeVar("Row", bound=Model)

# What is left out of a user and of a connection, tokens above all, is read when it is asked for.
AROUND = """
  (SELECT json_agg(p ORDER BY p.position) FROM event_types_place p WHERE p.event_type_id = t.id) AS places,
  (SELECT json_agg(g ORDER BY g.position) FROM event_types_hostgroup g WHERE g.event_type_id = t.id) AS host_groups,
  (SELECT json_agg(json_build_object(
      'user', json_build_object('id', u.id, 'email', u.email, 'name', u.name, 'time_zone', u.time_zone,
        'locale', u.locale, 'is_active', u.is_active),
      'connections', (SELECT json_agg(json_build_object('id', c.id, 'user_id', c.user_id, 'provider', c.provider,
        'label', c.label, 'plan_type', c.plan_type, 'scopes', c.scopes, 'state', c.state) ORDER BY c.id)
        FROM connections_connection c WHERE c.user_id = u.id)
    ) ORDER BY row.id)
   FROM event_types_eventtypehost row JOIN accounts_user u ON u.id = row.user_id
   WHERE row.event_type_id = t.id) AS hosts
"""
OF_EVENT_TYPES = f"SELECT t.id, {AROUND} FROM unnest(%(ids)s::bigint[]) AS t(id)"  # noqa: S608  (constants)
# What JSON has no word for is a column of its own, or read when it is asked for.
WHOLE = f"""
SELECT to_jsonb(t) - '{{created_at,bookable_from,bookable_until}}'::text[] AS event_type,
  t.bookable_from, t.bookable_until,
  to_jsonb(w) - 'created_at' AS workspace, to_jsonb(s) - 'created_at' AS schedule, {AROUND}
FROM event_types_eventtype t
JOIN accounts_workspace w ON w.id = t.workspace_id
JOIN schedules_schedule s ON s.id = t.schedule_id
"""  # noqa: S608  (constants)
AT_ADDRESS = f"{WHOLE} WHERE w.slug = %(workspace)s AND t.slug = %(slug)s"
WITH_ID = f"{WHOLE} WHERE t.id = %(id)s"


class TypesToBook(QuerySet[EventType]):
    """Each with its places, its groups, its hosts in order, and their connections."""

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self._iterable_class is ModelIterable:
            fill(self._result_cache or ())


def event_types_to_book() -> QuerySet[EventType]:
    return TypesToBook(EventType).select_related("workspace", "schedule")


def fill(event_types: Iterable[EventType]) -> None:
    """As if they had been prefetched."""
    by_id = {event_type.pk: event_type for event_type in event_types}
    if not by_id:
        return
    users: dict[int, User] = {}
    for row in rows_of(OF_EVENT_TYPES, {"ids": list(by_id)}):
        _fill(by_id[row.id], row, users)


def event_type_at(workspace: str, slug: str) -> EventType | None:
    """As `event_types_to_book`, the one at this address, in one query: it is what every guest asks first."""
    return _whole(AT_ADDRESS, {"workspace": workspace, "slug": slug})


def event_type_with_id(event_type_id: int) -> EventType | None:
    return _whole(WITH_ID, {"id": event_type_id})


def _whole(statement: str, parameters: Mapping[str, Any]) -> EventType | None:
    row = next(iter(rows_of(statement, parameters)), None)
    if row is None:
        return None
    dates = {"bookable_from": row.bookable_from, "bookable_until": row.bookable_until}
    event_type = _made(EventType, {**row.event_type, **dates})
    event_type.workspace = _made(Workspace, row.workspace)
    event_type.schedule = _made(Schedule, row.schedule)
    _fill(event_type, row, {})
    return event_type


def _fill(event_type: EventType, row: Any, users: dict[int, User]) -> None:
    _keep(event_type, "places", [_made(Place, each) for each in row.places or ()])
    _keep(event_type, "host_groups", [_made(HostGroup, each) for each in row.host_groups or ()])
    _keep(event_type, "hosts", [_host(each, users) for each in row.hosts or ()])


def _host(told: Mapping[str, Any], users: dict[int, User]) -> User:
    """One object for each person, however many types they host."""
    user = users.get(told["user"]["id"])
    if user is None:
        user = users[told["user"]["id"]] = _made(User, told["user"])
        _keep(user, "connections", [_made(Connection, each) for each in told["connections"] or ()])
    return user


def _made(model: type[Row], columns: Mapping[str, Any]) -> Row:
    # Django takes the values of a whole row in the order of the model's fields, which need not be the table's.
    names = [field.attname for field in model._meta.concrete_fields if field.attname in columns]
    return model.from_db("default", names, [columns[name] for name in names])


def _keep(owner: Model, relation: str, rows: list[Any]) -> None:
    """Where Django keeps what it prefetched: whoever asks for all gets these, whoever filters asks anew."""
    related = getattr(owner, relation).get_queryset()
    related._result_cache, related._prefetch_done = rows, True
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = related
