from django.apps import AppConfig


class SocialConfig(AppConfig):
    name = "social"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the components register their hooks, jobs and subscribers."""
        from core.ports.discovery import discover

        discover(self)
