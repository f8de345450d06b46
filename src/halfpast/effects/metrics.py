"""What an operator watches, in Prometheus's text format: is anything outside overdue or refused."""

from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from halfpast.accounts.tokens import user_of_token
from halfpast.effects.models import Effect

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For an operator's API token only: how much is booked is nobody else's business."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    user = user_of_token(token.strip()) if scheme.lower() == "bearer" else None
    if user is None:
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    if not user.is_operator:
        return HttpResponse(status=403)
    return HttpResponse("\n".join(_lines()) + "\n", content_type=TEXT_FORMAT, headers={"Cache-Control": "no-store"})


def _lines() -> Iterator[str]:
    yield "# HELP halfpast_effects Things that must happen outside, by kind and state."
    yield "# TYPE halfpast_effects gauge"
    counts = Effect.objects.values_list("kind", "state").annotate(count=Count("pk")).order_by("kind", "state")
    for kind, state, count in counts:
        yield f'halfpast_effects{{kind="{kind}",state="{state}"}} {count}'
    yield "# HELP halfpast_oldest_due_effect_seconds How long the oldest due effect has waited for a worker."
    yield "# TYPE halfpast_oldest_due_effect_seconds gauge"
    yield f"halfpast_oldest_due_effect_seconds {_oldest_due_seconds():.1f}"


def _oldest_due_seconds() -> float:
    oldest = Effect.objects.due().order_by("next_run").values_list("next_run", Now()).first()
    return (oldest[1] - oldest[0]).total_seconds() if oldest else 0.0
