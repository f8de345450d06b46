"""The pages shown when a request cannot be answered; they need no database and tell nothing about the inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ErrorWords:
    title: Promise
    text: Promise


WORDS = {
    400: ErrorWords(_("That request made no sense to us"), _("Go back, reload the page and try once more.")),
    403: ErrorWords(
        _("You can't do that from here"),
        _("Your page may have been open for a long time, or cookies are switched off. Reload it and try once more."),
    ),
    404: ErrorWords(
        _("There is nothing here"),
        _("The address may be mistyped, or the page may have been removed. Ask whoever sent it for a new link."),
    ),
    405: ErrorWords(
        _("This address can't be opened that way"),
        _("Nothing was changed. Go back to the page before and use the button there."),
    ),
    413: ErrorWords(_("That was too much at once"), _("What you sent is larger than 1 MB. Shorten it and try again.")),
    500: ErrorWords(
        _("Something went wrong on our side"),
        _("It has been written down. Try again in a minute; a booking that was confirmed to you still stands."),
    ),
    503: ErrorWords(_("Back in a moment"), _("We are not ready to answer just now. Try again in a minute.")),
}


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    words = WORDS[status]
    return render(
        request, "web/error.html", {"status": status, "title": words.title, "text": words.text}, status=status
    )


def handler_for(status: int) -> Callable[..., HttpResponse]:
    def handler(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return error_page(request, status)

    return handler


bad_request = handler_for(400)
forbidden = handler_for(403)
not_found = handler_for(404)
server_error = handler_for(500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403)
