"""What is tidied once a day."""

from datetime import timedelta

from django.db.models.functions import Now
from procrastinate.contrib.django import app

from halfpast.bookings.models import IdempotencyKey
from halfpast.effects.planning import CALLS

# Longer than any caller repeats a request.
KEPT = timedelta(days=30)


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_old_idempotency_keys", queue=CALLS)
def forget_old_idempotency_keys(timestamp: int) -> None:
    IdempotencyKey.objects.filter(created_at__lt=Now() - KEPT).delete()
