"""In which workspace somebody works, and as what: the ground of what they may see and change."""

from halfpast.accounts.models import Membership, Role, User


def membership_of(user: User) -> Membership:
    """Where a signed-in person works. Raises Membership.DoesNotExist."""
    return Membership.objects.select_related("workspace").filter(user=user).order_by("pk")[:1].get()


def sees_all(membership: Membership) -> bool:
    """Owners and admins see their workspace, members what they host."""
    return membership.role in {Role.OWNER, Role.ADMIN}
