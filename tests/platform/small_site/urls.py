import os
import time
from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path


def process(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(str(os.getpid()))


def patient(request: HttpRequest) -> HttpResponse:
    """Answers once the file `go` is there."""
    place = Path(request.GET["place"])
    (place / "asked").touch()
    while not (place / "go").exists():
        time.sleep(0.02)
    return HttpResponse("at last")


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.body)


urlpatterns = [
    path("process", process),
    path("readyz", process),
    path("patient", patient),
    path("api/echo", echo),
]
