"""Keeps the rules of a running service current: a valid change is taken over, a broken one is reported once."""

from dataclasses import dataclass
from pathlib import Path

from watchdog.errors import ConfigurationError, Mistake
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import assemble
from watchdog.rulebook.packs import gather


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a refresh brought: whether the rules differ now, and mistakes that have not been reported before."""

    changed: bool = False
    mistakes: tuple[Mistake, ...] = ()


class LiveRulebook:
    """The last good rulebook of a folder; one loop may refresh it while others take `current()`."""

    def __init__(self, folder: Path) -> None:
        """Read the folder; ConfigurationError when there is no good rulebook to begin with."""
        self._folder = folder
        self._packs = gather(folder)
        self._book = assemble(self._packs)
        self._told: tuple[Mistake, ...] = ()

    def current(self) -> Rulebook:
        """The rules in force."""
        return self._book

    def refresh(self) -> Refreshed:
        """Read the files again; cheap while they are what they were."""
        try:
            packs = gather(self._folder)
            if packs == self._packs:
                return Refreshed()
            self._packs = packs
            book = assemble(packs)
        except ConfigurationError as error:
            told, self._told = self._told, error.mistakes
            return Refreshed(mistakes=() if told == error.mistakes else error.mistakes)
        changed = book.hash != self._book.hash
        self._book, self._told = book, ()
        return Refreshed(changed=changed)
