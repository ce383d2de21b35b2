"""Which way a word for a move takes its topic."""

from watchdog.verify.reading import Topic

_SIGNS = {"up": 1, "down": -1, "wider": 1, "narrower": -1}


def direction_of(move: str, topic: Topic | None) -> int:
    """The sign that a word for a move gives the change of its topic; 0 where it gives none."""
    if move in ("worse", "better"):
        return (1 if move == "better" else -1) * (topic.sign if topic else 1)
    return _SIGNS.get(move, 0)
