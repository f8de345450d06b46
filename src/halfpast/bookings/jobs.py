"""What is tidied once a day, and what time itself changes."""

from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone
from procrastinate.contrib.django import app

from halfpast.bookings.holds import release_all_holds
from halfpast.bookings.models import IdempotencyKey, KeptStarts
from halfpast.effects.planning import CALLS

# Longer than any caller repeats a request.
KEPT = timedelta(days=30)


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_old_idempotency_keys", queue=CALLS)
def forget_old_idempotency_keys(timestamp: int) -> None:
    IdempotencyKey.objects.filter(created_at__lt=Now() - KEPT).delete()


@app.periodic(cron="37 3 * * *")
@app.task(name="forget_old_kept_starts", queue=CALLS)
def forget_old_kept_starts(timestamp: int) -> None:
    KeptStarts.objects.filter(until__lt=Now()).delete()


@app.periodic(cron="* * * * *")
@app.task(name="release_expired_holds", queue=CALLS, queueing_lock="release_expired_holds")
def release_expired_holds(timestamp: int) -> None:
    release_all_holds(timezone.now())
