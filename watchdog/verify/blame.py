"""Lays the blame for a wrong word where it belongs: 'narrowed to $56.8 billion' is wrong by its verb alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from watchdog.verify.reading import Mention, Sort
from watchdog.verify.verdict import Judged, Verdict


def blamed(judged: Sequence[Judged]) -> list[Judged]:
    """The verdicts, with right levels right, and each word wrong once that leads the wrong way to one."""
    return sorted(_blamed(judged), key=lambda each: (each.mention.sentence, each.mention.start, each.mention.end))


def _blamed(judged: Sequence[Judged]) -> Iterator[Judged]:
    told = {_word(each.mention) for each in judged if each.verdict is Verdict.WRONG and not each.is_level_right}
    for each in judged:
        if not each.is_level_right:
            yield each
            continue
        word = _word(each.mention)
        reason = each.reason.replace("is right, but", "is right; of its direction", 1)
        yield replace(each, verdict=Verdict.RIGHT, reason=reason, is_level_right=False)
        if word not in told:
            told.add(word)
            _, start, end = word
            mention = replace(each.mention, sort=Sort.DIRECTION, start=start, end=end, quantity=None)
            yield replace(each, mention=mention, is_level_right=False)


def _word(mention: Mention) -> tuple[int, int, int]:
    return (mention.sentence, *mention.move_at)
