"""Who the caller is."""

from __future__ import annotations

from ninja import Router
from pydantic import BaseModel

from halfpast.api.access import membership_of
from halfpast.api.answers import reads
from halfpast.api.bearer import ApiRequest

router = Router(tags=["Me"])


class UserObject(BaseModel):
    id: int
    email: str
    name: str
    time_zone: str
    locale: str


class WorkspaceObject(BaseModel):
    id: int
    slug: str
    name: str
    time_zone: str


class Me(BaseModel):
    user: UserObject
    workspace: WorkspaceObject


@router.get("/me", response=reads(Me), operation_id="me", summary="Who the token belongs to")
def me(request: ApiRequest) -> Me:
    user, workspace = request.auth, membership_of(request.auth).workspace
    return Me(
        user=UserObject(id=user.pk, email=user.email, name=user.name, time_zone=user.time_zone, locale=user.locale),
        workspace=WorkspaceObject(
            id=workspace.pk, slug=workspace.slug, name=workspace.name, time_zone=workspace.time_zone
        ),
    )
