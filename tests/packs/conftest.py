from tests.cli.command import watchdog

__all__ = ["watchdog"]
