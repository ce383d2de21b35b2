"""The service's own log: one JSON object a line to standard error, newline-safe, without tracebacks' locals."""

import sys

import structlog


def log_to_stderr() -> None:
    """Send structlog there; journald or the terminal keeps it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
