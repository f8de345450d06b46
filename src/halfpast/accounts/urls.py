"""Sign-in and out, and password reset: allauth's pages; sign-up is closed by the adapter."""

from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.account.urls"))]
