"""Sign-in and out, and password reset: allauth's pages in our layout. Sign-up is closed."""

from django.urls import include, path

from halfpast.accounts.views import sign_up_is_closed

urlpatterns = [
    path("accounts/signup/", sign_up_is_closed),
    path("accounts/", include("allauth.account.urls")),
]
