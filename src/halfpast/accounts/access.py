"""What a member may see and change."""

from halfpast.accounts.models import User, Workspace


def workspace_of(user: User) -> Workspace:
    """The workspace a signed-in person works in. Raises Workspace.DoesNotExist."""
    return Workspace.objects.filter(memberships__user=user).order_by("memberships__id")[:1].get()
