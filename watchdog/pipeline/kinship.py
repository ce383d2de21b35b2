"""Which series are parts of which others, from the identities and cause tables of the rules."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from watchdog.detect.contribution import ContributionParameters, Part
from watchdog.formulas.expression import Expression, Term
from watchdog.formulas.linear import NotLinear, written_out
from watchdog.formulas.parse import parse
from watchdog.model.cell import Measure
from watchdog.model.identity import Identity
from watchdog.model.knowledge import Knowledge
from watchdog.model.period import Period
from watchdog.model.rule import Rule
from watchdog.notify.inhibition import Kinship
from watchdog.rulebook.book import Rulebook

_SOME_MONTH = Period.of_month(2000, 12)

Parts = Mapping[str, Mapping[str, Fraction]]


def kinship_of(rulebook: Rulebook, known: Knowledge) -> Kinship:
    """What the rules say of parts and totals, with the figures as they are known."""
    return Kinship(
        known=known,
        parts=_with_tables(of_identities(rulebook.identities), rulebook.rules),
        alone=frozenset(rule.name for rule in rulebook.rules if rule.alone),
    )


@lru_cache(maxsize=8)
def of_identities(identities: tuple[Identity, ...]) -> Parts:
    """By total, the weight of each part; the same pair is stated for many exhibits, and once is enough. Reading all the
    formulas takes a tenth of a second, so it is done once for the same identities.
    """
    found: dict[str, dict[str, Fraction]] = {}
    for identity in identities:
        if not identity.bridge and "<" not in identity.left + identity.right:
            for total, part, weight in _of_identity(parse(identity.left), parse(identity.right)):
                found.setdefault(total, {}).setdefault(part, weight)
    return found


def _with_tables(stated: Parts, rules: Iterable[Rule]) -> Parts:
    """And the parts of the cause tables, which are on another basis now and then and leave that to the remainder."""
    found = {total: dict(parts) for total, parts in stated.items()}
    for rule in rules:
        if isinstance(rule.parameters, ContributionParameters):
            for total, part, weight in _of_table(rule.parameters.total, rule.parameters.parts):
                found.setdefault(total, {}).setdefault(part, weight)
    return found


def _of_identity(left: Expression, right: Expression) -> Iterator[tuple[str, str, Fraction]]:
    """A level that is a weighted sum of levels of the same month."""
    if not _is_level(left):
        return
    try:
        weights = written_out(right, _SOME_MONTH)
    except NotLinear:
        return
    if all(_is_level(each.term) and each.period == _SOME_MONTH for each in weights):
        assert isinstance(left, Term)  # noqa: S101 - _is_level says so
        for reference, weight in weights.items():
            if reference.term.series != left.series:
                yield left.series, reference.term.series, weight


def _is_level(expression: Expression) -> bool:
    return isinstance(expression, Term) and expression.measure in (None, Measure.LEVEL) and not expression.prior


def _of_table(total: str, parts: Iterable[Part]) -> Iterator[tuple[str, str, Fraction]]:
    for part in parts:
        yield total, part.series, Fraction(part.sign)
        for below in part.of:  # its sign, too, is that on the total
            yield part.series, below.series, Fraction(below.sign * part.sign)
