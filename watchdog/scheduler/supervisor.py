"""Tells systemd how the service is, by its notification protocol: https://systemd.io/NOTIFY_SOCKET (sd_notify(3))."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """`address` is that of its socket, empty where nobody supervises us; `watches`: it wants signs of life."""

    address: str = ""
    watches: bool = False

    def ready(self, status: str) -> None:
        """The service is up."""
        self._say("READY=1", f"STATUS={status}")

    def alive(self) -> None:
        """Every tick came when it should."""
        if self.watches:
            self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """The service was asked to end."""
        self._say("STOPPING=1")

    def _say(self, *states: str) -> None:
        if not self.address:
            return
        # "@" stands for the null byte of an abstract socket
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as opened:
            opened.sendto("\n".join(states).encode(), socket.MSG_DONTWAIT, address)


def supervisor_of(environ: Mapping[str, str], pid: int) -> Supervisor:
    """The one that started us, if any; a watchdog may be meant for another process than this one."""
    meant = environ.get("WATCHDOG_PID", str(pid)) == str(pid)
    return Supervisor(address=environ.get("NOTIFY_SOCKET", ""), watches=meant and "WATCHDOG_USEC" in environ)
