"""Who hears what in a world: every message at every target, or by routes that split, fall back and escalate."""

from dataclasses import dataclass
from datetime import timedelta

from tests.faults.ledger import GONE, REFUSED

UNHEEDED = timedelta(minutes=90)
"""So long after a message nobody has acknowledged it, and it was escalated."""


@dataclass(frozen=True)
class Wiring:
    """`port` is that of the endpoints, or 0 for any: the ids of some messages follow from their address. Of `routed`
    ones at most as many `hours` pass after a kill as leave an escalation due.
    """

    routed: bool = False
    port: int = 0

    @property
    def hours(self) -> float:
        """How long the service may lie dead."""
        return 6.0 if self.routed else 60.0

    def of(self, config: str) -> str:
        """The configuration, wired so."""
        (hook,) = (line for line in config.splitlines() if line.startswith("  hook:"))
        (mail,) = (line for line in config.splitlines() if line.startswith("  desk-mail:"))
        more = [hook.replace("  hook:", f"  {name}:").replace("/hook", f"/{name}") for name in ("second", "third")]
        route = "route: {channel: [desk-mail, hook, second, third]}"
        if self.routed:
            gone, boss = (hook.replace("/hook", f"/{name}").replace("  hook:", f"  {name}:") for name in (GONE, "boss"))
            left = mail.replace("  desk-mail:", "  left:").replace("desk@example.org", REFUSED)
            falling = ((gone, "second"), (left, "third"))
            more += [boss, *(line.replace("{kind", f"{{fallback: {other}, kind") for line, other in falling)]
            route = ROUTES
        config = config.replace(hook, "\n".join([hook, *more]))
        config = config.replace("[desk@example.org]", "[desk@example.org, b@example.org]")
        return config.replace("route: {channel: [desk-mail, hook]}", route)


# Each message by three ways: to mailboxes of which one is refused, in parts to an endpoint that has gone, and what is
# critical also to one whose reader never acknowledges anything.
ROUTES = """route:
  channel: [desk-mail, left]
  routes:
    - match: {severity: critical}
      channel: hook
      escalate: {after: 1h, channel: boss}
      continue: true
    - match: {severity: [warning, critical]}
      channel: gone
      group_by: [rule]
      continue: true
    - match: {}
"""
