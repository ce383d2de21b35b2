"""What this watch has seen of a release with its own eyes, from the vintages kept and when it began. Pure.

What an archive brought before the watch began is no sight of it; nor is what the first poll finds (`since` is None).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from watchdog.model.period import Period
from watchdog.model.release import DocumentVersion, Release
from watchdog.store.vintages import VintageEntry


def is_reprint(
    release: Release, documents: Iterable[DocumentVersion], entries: Sequence[VintageEntry], since: datetime | None
) -> bool:
    """Whether the watch had seen one of these documents print this release before, with other content."""
    held = {name for entry in _seen(entries, since) if entry.release == release for name in _names(entry.documents)}
    return not held.isdisjoint(_names(documents))


def seen_older_at(
    period: Period, documents: Iterable[DocumentVersion], entries: Sequence[VintageEntry], since: datetime | None
) -> datetime | None:
    """When the watch saw one of these documents while it still showed an earlier month; None where it never did."""
    names = _names(documents)
    older = (
        entry.first_seen_at
        for entry in _seen(entries, since)
        if entry.release.period < period and not names.isdisjoint(_names(entry.documents))
    )
    return max(older, default=None)


def has_appeared(
    period: Period, documents: Iterable[DocumentVersion], entries: Sequence[VintageEntry], since: datetime | None
) -> bool:
    """Whether a release came before the watch's eyes, its document showing an earlier month until then. `entries` are
    those that were kept before it; what is older than one of them is no news.
    """
    is_newest = all(entry.release.period < period for entry in entries)
    return is_newest and seen_older_at(period, documents, entries, since) is not None


def appeared(entries: Sequence[VintageEntry], since: datetime | None) -> frozenset[Period]:
    """The releases of one program that came before the watch's eyes."""
    in_order = sorted(entries, key=lambda entry: entry.seq)
    beginnings: dict[Period, int] = {}
    for place, entry in enumerate(in_order):
        beginnings.setdefault(entry.release.period, place)
    return frozenset(
        period
        for period, place in beginnings.items()
        if has_appeared(period, in_order[place].documents, in_order[:place], since)
    )


def _seen(entries: Sequence[VintageEntry], since: datetime | None) -> list[VintageEntry]:
    return [] if since is None else [entry for entry in entries if entry.first_seen_at >= since]


def _names(documents: Iterable[DocumentVersion]) -> frozenset[tuple[str, str]]:
    return frozenset((version.source, version.document) for version in documents)
