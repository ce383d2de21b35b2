"""A rules folder with some parameters changed, by the same way in which a pack of one's own changes them."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from watchdog.errors import UsageError
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import assemble
from watchdog.rulebook.packs import Pack, gather


def changed(folder: Path, settings: Iterable[str]) -> Rulebook:
    """The rules in `folder` under settings such as 'headline-swing.warn=3.5'; mistakes are told as those of a file."""
    by_rule: defaultdict[str, list[str]] = defaultdict(list)
    for setting in settings:
        place, _, value = setting.partition("=")
        rule, _, parameter = place.strip().rpartition(".")
        if not (rule and parameter and value.strip()):
            raise UsageError(f"--set {setting}: write it like --set headline-swing.warn=3.5")
        by_rule[rule].append(f"{parameter}: {value.strip()}")
    lines = [f"  - {{name: {rule}, {', '.join(parameters)}}}\n" for rule, parameters in by_rule.items()]
    overlay = [Pack({"--set": f"rules:\n{''.join(lines)}"})] if lines else []
    return assemble([*gather(folder), *overlay])
