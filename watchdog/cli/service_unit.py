"""`watchdog service-unit`: a unit for systemd that runs this very installation with this very configuration."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config

if TYPE_CHECKING:
    from watchdog.settings import Settings

STATE = Path("/var/lib/release-watchdog")
SECRETS = Path("/etc/release-watchdog")


def service_unit(
    config: Config = None,
    user: Annotated[str | None, typer.Option(help="Run as this user; else as one that systemd makes for it.")] = None,
) -> None:
    """Print a hardened unit for systemd.

    It goes into /etc/systemd/system/release-watchdog.service. Each variable that the configuration names becomes a
    credential, read from a file of its name in /etc/release-watchdog.
    """
    from watchdog.cli.opening import settings_of
    from watchdog.cli.output import write_text
    from watchdog.errors import UsageError

    settings = settings_of(config)
    folders = sorted({path.parent for path in _written(settings)})
    outside = [folder for folder in folders if not folder.is_relative_to(STATE)]
    if outside and user is None:
        raise UsageError(
            f"{settings.file} keeps files in {outside[0]}, where a user that systemd makes may not write. Name files "
            f"below {STATE} in store.url and log (sqlite:///{STATE}/watchdog.db), or the user to run as with --user"
        )
    command = Path(sys.executable).with_name("watchdog")
    values = {
        "COMMAND": str(command),
        "CONFIG": str(settings.file.resolve()),
        "HOME": "read-only" if _is_at_home(command, settings.file.resolve(), *folders) else "yes",
        "USER": "\n".join(_runs_as(user, outside)),
        "SECRETS": "\n".join(_secrets(settings)),
    }
    write_text(_filled(values))


def _filled(values: Mapping[str, str]) -> str:
    """The template, which lies beside this module; '%' has a meaning of its own in a unit."""
    text = Path(__file__).with_name("release-watchdog.service").read_text(encoding="utf-8")
    for name, value in values.items():
        keeps = name == "SECRETS"
        text = text.replace(f"@{name}@", value if keeps else value.replace("%", "%%"))
    return text.replace("\n\n\n", "\n\n")


def _written(settings: "Settings") -> Iterator[Path]:
    """The files that the service writes."""
    from watchdog.store.database import location

    database = location(settings.store.reveal())
    yield from filter(None, [database])
    yield from (Path(path).absolute() for path in (settings.log.anomalies, settings.log.metrics) if path)


def _runs_as(user: str | None, outside: list[Path]) -> Iterator[str]:
    yield f"User={user}" if user else "DynamicUser=yes"
    yield f"StateDirectory={STATE.name}"
    yield "StateDirectoryMode=0700"
    for folder in outside:
        yield f"ReadWritePaths={folder}"


def _secrets(settings: "Settings") -> Iterator[str]:
    from watchdog.yamlfile.environment import variables_in

    for name in variables_in(settings.file.read_text(encoding="utf-8")):
        yield f"LoadCredential={name}:{SECRETS / name}"
        yield f"Environment={name}_FILE=%d/{name}"


def _is_at_home(*paths: Path) -> bool:
    return any(path.is_relative_to(home) for path in paths for home in ("/home", "/root", "/run/user"))
