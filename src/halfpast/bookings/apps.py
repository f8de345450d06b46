from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "halfpast.bookings"
    label = "bookings"
