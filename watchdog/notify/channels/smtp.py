"""One message to one mailbox over SMTP: verified TLS or nothing, within a wall-clock limit."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from socket import socket
from typing import ClassVar, Literal

from watchdog.model.text_forms import SecretText
from watchdog.notify.channels.deadline import deadline
from watchdog.notify.channels.smtp_answers import failure


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The server. `starttls: implicit` is for one that speaks TLS from the first byte (port 465), `never` for one on
    this machine only, and without a password; `ca_file` adds an authority to the system's own. With a password but no
    `username` the sender logs in.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    host: str
    port: int = 587
    starttls: Literal["required", "implicit", "never"] = "required"
    username: str | None = None
    password: SecretText | None = None
    ca_file: str | None = None
    timeout_seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.starttls == "never" and not _is_loopback(self.host):
            raise ValueError(f"starttls: never is allowed for this machine only, and {self.host!r} is another")
        if self.starttls == "never" and self.password is not None:
            raise ValueError("a password goes over TLS only: starttls must be required or implicit")
        if not 0 < self.timeout_seconds <= 600:
            raise ValueError("timeout_seconds must lie above 0 and be at most 600")


class _Server(smtplib.SMTP):
    """Knows the name that must stand in the certificate, and yet connects only when told to. `wire` is the connection
    below TLS, by which a deadline also breaks a handshake that drips.
    """

    def __init__(self, settings: SmtpSettings) -> None:
        super().__init__(timeout=settings.timeout_seconds)
        self._host = settings.host
        self._settings = settings
        self.wire: socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket:
        plain: socket = super()._get_socket(host, port, timeout)  # type: ignore[misc] # where smtplib lets TLS in
        self.wire = plain.dup()
        if self._settings.starttls != "implicit":
            return plain
        return _trust(self._settings.ca_file).wrap_socket(plain, server_hostname=host)

    def close(self) -> None:
        """Close it, and the connection below."""
        super().close()
        if self.wire is not None:
            self.wire.close()


def transmit(settings: SmtpSettings, sender: str, recipient: str, message: bytes) -> None:
    """Hand the message over; DeliveryFailed says why it was not taken and whether trying again can help."""
    server = _Server(settings)
    try:
        with deadline(settings.timeout_seconds, lambda: server.wire):
            _greet(server, settings, sender)
            server.sendmail(sender, [recipient], message)
            with suppress(smtplib.SMTPException, OSError):  # the message is taken; a rude farewell changes nothing
                server.quit()
    except (smtplib.SMTPException, OSError) as error:
        raise failure(f"{settings.host}:{settings.port}", error) from error
    finally:
        server.close()


def _greet(server: smtplib.SMTP, settings: SmtpSettings, sender: str) -> None:
    """Connect, insist on TLS, log in; nothing of the message has left when one of these fails."""
    code, text = server.connect(settings.host, settings.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, text)
    if settings.starttls == "required":
        server.starttls(context=_trust(settings.ca_file))
    if settings.password is not None:
        server.login(settings.username or sender, settings.password.reveal())


def _trust(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
