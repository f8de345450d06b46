"""Connections through an app that this site no longer has: nobody can use them, so their hosts connect again."""

import structlog
from django.db import models

from halfpast.connections.condemning import condemn
from halfpast.connections.consent import lane_of
from halfpast.connections.models import Connection, ConnectionState, Provider
from halfpast.connections.zoom_app import client_id, zoom_app
from halfpast.effects.planning import hurry
from halfpast.providers.errors import ProviderError
from halfpast.providers.zoom_probe import Verdict

ANOTHER_APP = "This site has another Zoom app now. Connect Zoom again."
TAKEN_OUT = "The operator took the Zoom app out. Connect Zoom again once there is one."

log = structlog.get_logger(__name__)


def working_connections() -> models.QuerySet[Connection]:
    return Connection.objects.filter(provider=Provider.ZOOM, state=ConnectionState.CONNECTED)


def through_other_apps() -> models.QuerySet[Connection]:
    return working_connections().exclude(app_client_id=client_id())


def condemn_those_of_other_apps() -> None:
    """Only when Zoom is known to know the app: a mistyped one must cost nobody a connection."""
    _condemn(through_other_apps(), ANOTHER_APP)


def condemn_all_without_app() -> None:
    """After the app was taken out; nobody, when the environment has named the one in use all along."""
    if not client_id():
        _condemn(working_connections(), TAKEN_OUT)


def look_for_another_app() -> None:
    """For a change in the environment, of which no page hears."""
    if through_other_apps().exists() and _zoom_knows_the_app():
        condemn_those_of_other_apps()


def _condemn(rows: models.QuerySet[Connection], reason: str) -> None:
    for connection in rows:
        if condemn(connection, reason):
            hurry(lane_of(connection.user_id))


def _zoom_knows_the_app() -> bool:
    try:
        return zoom_app().probe().verdict is Verdict.KNOWN
    except ProviderError as trouble:
        log.info("other_app_not_checked", trouble=type(trouble).__name__)
        return False
