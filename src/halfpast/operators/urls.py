"""The pages of whoever runs this installation."""

from django.urls import path

from halfpast.operators import installation_page, zoom_app_pages

urlpatterns = [
    path("app/operator", installation_page.installation, name="operator"),
    path("app/operator/zoom", zoom_app_pages.zoom, name="operator-zoom"),
    path("app/operator/zoom/check", zoom_app_pages.check_zoom, name="operator-zoom-check"),
    path("app/operator/zoom/out", zoom_app_pages.take_zoom_out, name="operator-zoom-out"),
]
