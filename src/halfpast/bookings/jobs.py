"""What is tidied once a day."""

from datetime import timedelta

from django.db.models.functions import Now
from procrastinate.contrib.django import app

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
