"""Spoilt documents through the child process: read or refused, nothing else, and no figure from nowhere."""

from dataclasses import replace
from random import Random

import pytest

from tests.acquire.campaign import campaign, trial
from tests.acquire.layouts import capture
from tests.acquire.mutants import Specimen, calendars, documents, mutant, strangers, texts
from watchdog.acquire.sandbox import read_all
from watchdog.model.document import Reading
from watchdog.plugins import CALENDAR_PARSERS, PARSERS

DOCUMENTS = tuple(documents())
SPECIMENS = (*DOCUMENTS, *calendars(), *texts())


@pytest.mark.parametrize("specimen", SPECIMENS, ids=[specimen.name for specimen in SPECIMENS])
def test_a_spoilt_document_is_read_or_refused_and_gives_no_figure_that_it_does_not_print(specimen: Specimen) -> None:
    tally = trial(specimen, "every change", batch=60)

    assert [] == tally.faults
    assert {"accepted", "refused"} == set(tally.ended)


def test_every_parser_has_its_turn() -> None:
    turns = [parser for parser, _ in campaign(SPECIMENS, 1, batch=1, goes_on=Turns(len({*PARSERS, *CALENDAR_PARSERS})))]

    assert {*PARSERS, *CALENDAR_PARSERS} == set(turns)


class Turns:
    """Lets so many batches run."""

    def __init__(self, count: int) -> None:
        self.left = count

    def __call__(self, _elapsed: float) -> bool:
        self.left -= 1
        return self.left >= 0


@pytest.mark.parametrize("specimen", DOCUMENTS, ids=[specimen.name for specimen in DOCUMENTS])
def test_a_figure_from_nowhere_would_be_noticed(specimen: Specimen) -> None:
    (reading,) = read_all([(capture(specimen.layout, specimen.body), specimen.layout)], PARSERS)
    assert isinstance(reading, Reading)
    first = reading.cells[0]
    wrong = replace(first, count=first.count + 987_654_321)

    assert [] == strangers(reading, specimen.layout, specimen.body)
    assert [wrong] == strangers(replace(reading, cells=(wrong, *reading.cells[1:])), specimen.layout, specimen.body)


def test_the_same_seed_makes_the_same_mutants() -> None:
    first, second = ([mutant(Random(3), each.body) for each in SPECIMENS] for _ in range(2))  # noqa: S311 - repeatable

    assert first == second
