"""Between which numbers the thresholds of a rule may be set."""

import math
from collections.abc import Mapping

from watchdog.yamlfile.tree import Mistakes, Node

BOUNDS: Mapping[str, tuple[float, float]] = {
    "window": (8, 600),
    "least": (3, 600),
    "fewest": (2, 600),
    "years": (1, 100),
    "maturities": (1, 120),
    "beyond": (0.01, math.inf),
    "usual": (0.1, math.inf),
    "accepted": (0.001, 100),
    "share": (0.0, math.inf),
    "rate": (0.001, 0.5),
    "warn": (0.1, math.inf),
    "critical": (0.1, math.inf),
    "price": (0.1, math.inf),
    "months": (1, 120),
    "threshold": (0.1, math.inf),
    "round_trip": (0.0, 1.0),
    "annual_month": (1, 12),
    "from_month": (1, 12),
    "unusual": (0.1, math.inf),
    "size": (0.0, 1.0),
    "run": (2, 600),
    "smallest": (1, math.inf),
    "step": (1, math.inf),
    "listed": (1, 1000),
    "at_least": (1, math.inf),
}


def judge_thresholds(parameters: object, node: Node, mistakes: Mistakes) -> None:
    """Each number of a rule within its bounds, and a warning before what is critical."""
    for name, (least, most) in BOUNDS.items():
        value = getattr(parameters, name, None)
        if isinstance(value, int | float) and not least <= value <= most:
            span = f"at least {least:g}" if most == math.inf else f"from {least:g} to {most:g}"
            at = node.get(name) or node
            mistakes.add(at.mark.mistake(f"{name}: {value:g} is not {span}", f"Write a number {span}."))
    warn, critical = (getattr(parameters, name, None) for name in ("warn", "critical"))
    if warn is not None and critical is not None and warn >= critical:
        at = node.get("warn") or node.get("critical") or node
        mistakes.add(
            at.mark.mistake(
                f"warn ({warn:g}) is not below critical ({critical:g})",
                "Lower `warn`, or raise `critical`.",
            )
        )
