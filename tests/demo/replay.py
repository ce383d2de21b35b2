"""The demo told once for all tests that look at what it leaves."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cache
from pathlib import Path

import pytest

from watchdog.demo.story import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The folder that a demo left, and the lines that it printed."""

    folder: Path
    lines: tuple[str, ...]

    def chapter(self, day: str) -> str:
        """What was printed of the release that came out that day, in one piece."""
        chapters = re.split(r"^━━ ", "\n".join(self.lines), flags=re.MULTILINE)
        (found,) = [chapter for chapter in chapters if chapter.startswith(day)]
        return re.sub(r"\s+", " ", found)

    def mails(self) -> list[EmailMessage]:
        """Every mail that was sent, in the order of arrival."""
        return mails_in(self.folder)


def mails_in(folder: Path) -> list[EmailMessage]:
    """The mails of a demo's folder, parsed as a mail program would."""
    parser = BytesParser(policy=policy.default)
    return [parser.parsebytes(path.read_bytes()) for path in sorted((folder / "mail").glob("*.eml"))]


@cache
def replay(make_folder: Callable[[str], Path]) -> Story:
    """Tell the story once in a folder made for it."""
    folder = make_folder("demo")
    lines: list[str] = []
    tell(folder, lines.append)
    return Story(folder=folder, lines=tuple(lines))


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """What `watchdog demo` tells and leaves; to be looked at, not changed."""
    return replay(tmp_path_factory.mktemp)
