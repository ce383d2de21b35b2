"""The demo's folder: a configuration that points the real service at the stand-ins on this machine."""

import base64
import secrets
from collections.abc import Mapping
from pathlib import Path

from watchdog.errors import UsageError

MARKER = ".watchdog-demo"
FROM_ENVIRONMENT = "${env.WATCHDOG_HOOK_SECRET}"
_OURS = ("config.yaml", "watchdog.db", "watchdog.db-journal", "watchdog.db.lock", "webhooks.jsonl", MARKER)


def prepare(folder: Path) -> None:
    """An empty folder: what an earlier demo left there goes, anything else is a reason to stop."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}; name another folder with --dir") from error
    if (folder / MARKER).exists():
        leftovers = [folder / name for name in _OURS]
        leftovers += [*(folder / "mail").glob("*.eml"), *(folder / "log").glob("anomalies.jsonl*")]
        for path in leftovers:
            path.unlink(missing_ok=True)
    elif any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty, and no earlier demo made it; name another one with --dir")
    (folder / MARKER).write_text("made by `watchdog demo`, which may empty it again\n")


def new_secret() -> str:
    """A signing secret as Standard Webhooks writes them."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def write_configuration(
    folder: Path, bases: Mapping[str, str], *, mail_port: int, hook_port: int, secret: str = FROM_ENVIRONMENT
) -> Path:
    """The demo's config.yaml, in the form that people write; a secret that protects anything stays out of it."""
    addresses = ", ".join(f'{source}: "{base}"' for source, base in bases.items())
    path = folder / "config.yaml"
    path.write_text(f"""\
# Written by `watchdog demo`: the real service, pointed at stand-ins on this machine.
store: {{url: "sqlite:///watchdog.db"}}
sources:
  ft900:
    pack: rules/us_trade
    documents: [exh1, exh12, ftd, fred, press]
    calendars: []
    addresses: {{{addresses}}}
channels:
  desk-mail: {{kind: email, to: [desk@example.org], smtp: {{host: 127.0.0.1, port: {mail_port}, starttls: never}}}}
  hook: {{kind: webhook, url: "http://127.0.0.1:{hook_port}/hook", secret: "{secret}"}}
route: {{channel: [desk-mail, hook]}}
log: {{anomalies: log/anomalies.jsonl}}
network: {{allow: [127.0.0.1]}}
""")
    return path
