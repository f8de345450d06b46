from django.urls import path

from halfpast.connections import views, webhooks

urlpatterns = [
    path("connections/zoom/connect", views.connect_zoom, name="zoom-connect"),
    path("auth/zoom/video/callback", views.zoom_callback, name="zoom-callback"),
    path("auth/zoom/deauthorize", webhooks.zoom_notice, name="zoom-deauthorize"),
]
