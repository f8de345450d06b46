"""People and the workspaces they belong to."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from halfpast.web.names import reserved_slug, time_zone_name, visible_text


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in; a host when an event type names them."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200, validators=[visible_text])
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[time_zone_name])
    locale = models.CharField(max_length=16, default="en")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    # One more in every transaction that changes when this host can be booked: what was computed before is stale.
    availability_version = models.PositiveBigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return f"user {self.pk}"


class Workspace(models.Model):
    """A business or team; its slug is the first part of its public pages."""

    slug = models.SlugField(_("address"), max_length=50, unique=True, validators=[reserved_slug])
    name = models.CharField(_("name"), max_length=200, validators=[visible_text])
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[time_zone_name])
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership", related_name="workspaces")

    def __str__(self) -> str:
        return self.slug


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MEMBER = "member", _("Member")


class Membership(models.Model):
    """A user in a workspace."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "workspace"], name="one_membership_per_workspace")]


class ApiToken(models.Model):
    """A bearer token for the API; only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)


class SetupLink(models.Model):
    """The one-time link that opens the first-run page of an empty installation."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)


class CacheEntry(models.Model):
    """What Django's cache keeps for a while, such as the times of failed attempts."""

    key = models.CharField(max_length=300, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)


class Installation(models.Model):
    """The one row of this installation: what it signs with that outlives every change of SECRET_KEY."""

    key = models.CharField(max_length=64)
    # What guests and members are pointed to; an empty one is not shown.
    privacy_url = models.URLField(_("privacy policy"), max_length=500, blank=True, default="", db_default="")
    terms_url = models.URLField(_("terms"), max_length=500, blank=True, default="", db_default="")
    # An e-mail address or a link.
    support = models.CharField(_("support contact"), max_length=500, blank=True, default="", db_default="")
