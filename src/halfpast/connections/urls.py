from django.urls import path

from halfpast.connections import operator_views, views, webhooks

urlpatterns = [
    path("connections/zoom/connect", views.connect_zoom, name="zoom-connect"),
    path("auth/zoom/video/callback", views.zoom_callback, name="zoom-callback"),
    path("auth/zoom/deauthorize", webhooks.zoom_notice, name="zoom-deauthorize"),
    path("app/operator", operator_views.installation, name="operator"),
    path("app/operator/zoom", operator_views.zoom, name="operator-zoom"),
    path("app/operator/zoom/check", operator_views.check_zoom, name="operator-zoom-check"),
    path("app/operator/zoom/out", operator_views.take_zoom_out, name="operator-zoom-out"),
]
