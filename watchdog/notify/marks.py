"""The marks that stand before figures: '=' computed, '~' resting on a figure known only as rounded in print."""

from watchdog.model.cell import Provenance
from watchdog.model.finding import Contribution, Figure

MEANINGS = {
    "": "unmarked: as published",
    "=": "= computed from published figures, ± bounds what their rounding adds",
    "~": "~ known, or computed from one known, only as rounded in print",
}


def mark(figure: Figure | Contribution) -> str:
    """What stands before the figure in a table."""
    computed = "=" if figure.provenance is Provenance.DERIVED else ""
    return computed + in_sentence(figure)


def in_sentence(figure: Figure | Contribution) -> str:
    """What stands before the figure in a sentence, where only its exactness matters."""
    return "~" if Provenance.PRESS_ROUNDED in (figure.provenance, figure.weakest) else ""
