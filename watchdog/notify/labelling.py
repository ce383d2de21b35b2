"""Where labels go beside what they name, so that none covers another and each covers little of the line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WIDE, _HIGH = 0.5, 1.3  # of a letter, in its size
_NEAR, _STEPS = 10.0, 14
_COVERED = 25.0  # what one covered point weighs, in pixels of distance

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether both cover a place."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def covers(self, place: Place) -> bool:
        """Whether the place lies in it."""
        return self.left <= place[0] <= self.right and self.top <= place[1] <= self.bottom


def placed(
    labels: Sequence[tuple[Place, str]], *, letters: float, within: Box, points: Sequence[Place]
) -> list[Box | None]:
    """The box of each label, the first ones chosen first; None where no place beside it is free."""
    boxes: list[Box] = []
    chosen: list[Box | None] = []
    for anchor, text in labels:
        free = [
            (distance + _COVERED * sum(map(box.covers, points)), order, box)
            for order, (distance, box) in enumerate(_candidates(anchor, text, letters))
            if within.left <= box.left and box.right <= within.right
            and within.top <= box.top and box.bottom <= within.bottom
            and not any(map(box.overlaps, boxes))
        ]  # fmt: skip
        best = min(free)[2] if free else None
        chosen.append(best)
        boxes += [best] if best else []
    return chosen


def _candidates(anchor: Place, text: str, letters: float) -> Iterator[tuple[float, Box]]:
    """Above and below in growing distance: from the place to the right, centred on it, and to the left of it."""
    (x, y), wide, high = anchor, _WIDE * letters * len(text), _HIGH * letters
    for step in range(_STEPS):
        away = _NEAR + step * high
        for top in (y - away - high, y + away):
            for left, aside in ((x - wide / 2, 0.0), (x - 6, 4.0), (x - wide + 6, 4.0)):
                yield away + aside, Box(left, top, left + wide, top + high)
