"""URLs of the face."""

from django.urls import path

from frontend.shell.views import switch_hat
from frontend.today.views import today

app_name = "frontend"
urlpatterns = [
    path("", today, name="today"),
    path("vai/", switch_hat, name="switch_hat"),
]
