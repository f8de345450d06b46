import time
from pathlib import Path

from django.db import connection
from procrastinate.contrib.django import app


@app.task(name="meet", queue="calls")
def meet(place: str, name: str, number: int) -> None:
    """Ends when as many others are running at the same time."""
    (Path(place) / f"{name}.here").touch()
    while len(list(Path(place).glob("*.here"))) < number:
        time.sleep(0.02)
    touch_with_database(Path(place) / f"{name}.done")


@app.task(name="call", queue="calls")
def call(place: str, name: str) -> None:
    """Ends when the file `go` is there."""
    (Path(place) / f"{name}.here").touch()
    while not (Path(place) / "go").exists():
        time.sleep(0.02)
    touch_with_database(Path(place) / f"{name}.done")


@app.task(name="mail", queue="mail")
def mail(place: str, name: str) -> None:
    touch_with_database(Path(place) / f"{name}.done")


def touch_with_database(path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    path.touch()
