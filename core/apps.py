from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the components register their jobs and subscribers."""
        from core.ports.discovery import discover

        discover(self)
