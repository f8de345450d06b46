"""The operator's view of what is outstanding."""

from django.urls import path

from halfpast.effects.metrics import metrics

urlpatterns = [path("metrics", metrics, name="metrics")]
