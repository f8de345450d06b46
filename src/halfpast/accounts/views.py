from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def sign_up_is_closed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/signup_closed.html", status=403)
