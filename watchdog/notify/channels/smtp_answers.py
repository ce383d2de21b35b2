"""What a failed SMTP conversation means for the delivery: wait, or give this mailbox up."""

import ssl
from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from watchdog.errors import DeliveryFailed
from watchdog.notify.inert import one_line

LOCKED_OUT = timedelta(minutes=30)
"""Servers lock out whoever tries a wrong password too often."""


def failure(server: str, error: SMTPException | OSError) -> DeliveryFailed:
    """Only a 5xx about the mailbox or the message is final; what is wrong with the server or our settings can mend."""
    match error:
        case SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            return DeliveryFailed(f"{server} refused the mailbox: {_said(code, text)}", permanent=code >= 500)
        case SMTPDataError():
            said = _said(error.smtp_code, error.smtp_error)
            return DeliveryFailed(f"{server} refused the message: {said}", permanent=error.smtp_code >= 500)
        case SMTPAuthenticationError():
            message = f"{server} refused our user name or password ({error.smtp_code}); mend the settings"
            return DeliveryFailed(message, retry_after=LOCKED_OUT if error.smtp_code >= 500 else None)
        case SMTPResponseException():
            return DeliveryFailed(f"{server} answered {_said(error.smtp_code, error.smtp_error)}")
        case SMTPServerDisconnected():
            return DeliveryFailed(f"{server} closed the connection or fell silent; the message may have arrived")
        case SMTPException():
            return DeliveryFailed(f"{server}: {one_line(str(error))}")
        case ssl.SSLCertVerificationError():
            return DeliveryFailed(f"{server}: its certificate is not trusted: {error.verify_message}")
        case _:
            return DeliveryFailed(f"{server}: {error.strerror or type(error).__name__}")


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {one_line(words)[:200]}"
