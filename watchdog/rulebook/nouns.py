"""What a rule calls what it claims must be what its side finds."""

from collections.abc import Mapping

from watchdog.model.claim import DEFICIT, Side
from watchdog.yamlfile.tree import Mistakes, Node

ENDS: Mapping[str, Side] = {
    "largest": Side.HIGH,
    "highest": Side.HIGH,
    "widest": Side.HIGH,
    "smallest": Side.LOW,
    "lowest": Side.LOW,
    "narrowest": Side.LOW,
}


def judge_noun(parameters: object, node: Node, mistakes: Mistakes) -> None:
    """The largest deficit is the lowest balance; the largest of anything else is the highest value."""
    noun, side = str(getattr(parameters, "noun", "")), getattr(parameters, "side", None)
    for word, end in ENDS.items():
        found = end if DEFICIT not in noun else Side.LOW if end is Side.HIGH else Side.HIGH
        if word in noun.split() and side not in (None, found):
            at = node.get("side") or node
            mistakes.add(at.mark.mistake(f"side: {side} does not find the {noun}", f"Write 'side: {found}'."))
