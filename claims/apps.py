"""The claims app."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Attributed claims, the articles they stand in, the actors they come from."""

    name = "claims"
    verbose_name = "PeaceTracker"

    def ready(self) -> None:
        """Register the system checks."""
        from claims import checks  # noqa: F401
