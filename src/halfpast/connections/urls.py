from django.urls import path

from halfpast.connections import views, webhooks

urlpatterns = [
    path("app/integrations", views.integrations, name="integrations"),
    path("connections/zoom/connect", views.connect_zoom, name="zoom-connect"),
    path("connections/zoom/disconnect", views.disconnect_zoom, name="zoom-disconnect"),
    path("auth/zoom/video/callback", views.zoom_callback, name="zoom-callback"),
    path("auth/zoom/deauthorize", webhooks.zoom_notice, name="zoom-deauthorize"),
]
