"""Accounts at providers, and what was granted to us there."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Provider(models.TextChoices):
    ZOOM = "zoom", "Zoom"


class ConnectionState(models.TextChoices):
    CONNECTED = "connected", _("Connected")
    RECONNECT_NEEDED = "reconnect_needed", _("Reconnect needed")


class Connection(models.Model):
    """One user's account at a provider. Disconnecting deletes the row, and with it tokens, e-mail and account id."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="connections")
    provider = models.CharField(max_length=32, choices=Provider)
    # A second grant for the same account at the same app kills the first one, so there is only ever one.
    app_client_id = models.CharField(max_length=200)
    account_id = models.CharField(max_length=200)
    label = models.CharField(max_length=254)
    plan_type = models.PositiveSmallIntegerField(default=0)
    api_url = models.CharField(max_length=200, blank=True)
    sealed_tokens = models.TextField(blank=True)
    access_token_expires_at = models.DateTimeField()
    # Raised with every new pair of tokens: an older pair never overwrites a newer one.
    token_version = models.PositiveIntegerField(default=1)
    # Raised when the grant or its account is replaced: results of calls begun before that are not recorded.
    epoch = models.PositiveIntegerField(default=1)
    scopes = ArrayField(models.CharField(max_length=100), default=list)
    state = models.CharField(max_length=20, choices=ConnectionState, default=ConnectionState.CONNECTED)
    last_error = models.CharField(max_length=500, blank=True)
    connected_at = models.DateTimeField()
    # A refresh token dies unused after ninety days: every grant is renewed daily.
    refreshed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provider"], condition=models.Q(provider="zoom"), name="one_zoom_connection_per_user"
            ),
            models.UniqueConstraint(
                fields=["provider", "app_client_id", "account_id"], name="one_connection_per_app_and_account"
            ),
        ]

    def __str__(self) -> str:
        return f"connection {self.pk} ({self.provider})"

    @property
    def is_working(self) -> bool:
        return self.state == ConnectionState.CONNECTED


class ConnectionHealth(models.Model):
    """How calls on a connection went: a row of its own, so that writing it never waits for a refresh of the tokens."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, primary_key=True, related_name="health")
    last_success_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    last_error_at = models.DateTimeField(null=True)
    # Creates and updates sent on this UTC day, of which the vendor allows a host so many.
    writes_on = models.DateField(null=True)
    writes = models.PositiveIntegerField(default=0)
    # The vendor refused for the rest of its day: nothing is asked before.
    writes_closed_until = models.DateTimeField(null=True)


class VendorApp(models.Model):
    """The operator's app at a vendor: what was typed in, unless the environment says it, and how it fares."""

    provider = models.CharField(max_length=32, choices=Provider, unique=True)
    client_id = models.CharField(max_length=200, blank=True)
    sealed_client_secret = models.TextField(blank=True)
    sealed_secret_token = models.TextField(blank=True)
    # What the vendor holds against the app now, in words for the operator; empty while it works.
    trouble = models.CharField(max_length=500, blank=True)
    trouble_since = models.DateTimeField(null=True)
    # When operators were last told of trouble, or will be: trouble that comes and goes is told once an hour.
    trouble_told_at = models.DateTimeField(null=True)
    last_notice_at = models.DateTimeField(null=True)
    notice_refused_at = models.DateTimeField(null=True)
    notice_refusal = models.CharField(max_length=200, blank=True)


class ConsentAttempt(models.Model):
    """One press on Connect: consumed by deleting its row, so a state works once."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=32, choices=Provider)
    session_digest = models.CharField(max_length=64)
    sealed_verifier = models.TextField()
    started_at = models.DateTimeField()
