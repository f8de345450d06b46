from django.urls import path

from halfpast.first_run import views

urlpatterns = [
    path("", views.home, name="home"),
    path("set-up/<str:token>", views.first_run, name="set-up"),
]
