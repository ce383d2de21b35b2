"""The release's own press text, HTML or plain: of which month it is. Its figures are no cells: they are held against
those of the tables, from the bytes as they are kept.

The month is the one behind the layout's `title`, as in 'U.S. International Trade in Goods and Services, November 2025'
or '... December and Annual 2025'; where the title stands more than once, the first counts.
"""

import html
import re
from calendar import month_name

from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Period

_HEAD = 1_000_000
"""Bytes; whoever names the release later does not name it for people."""

_MONTHS = {name: number for number, name in enumerate(month_name) if name}
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_DATED = rf"[ ,:]+({'|'.join(_MONTHS)})(?: and [A-Za-z -]{{1,40}}?)?,? ((?:19|20)[0-9]{{2}})\b"


def read(capture: Capture, layout: Layout) -> Reading:
    """A reading without cells; NotUnderstood where the text does not say of which month it is."""
    words = html.unescape(_MARKUP.sub(" ", capture.body[:_HEAD].decode("utf-8", "replace")))
    # one blank for any white space: patterns that may each take some of a long run would try every way to share it
    title, words = (" ".join(each.split()) for each in (layout.title, words))
    found = re.search(re.escape(title) + _DATED, words, re.IGNORECASE)
    if found is None:
        message = f"nowhere in the text is {layout.title!r} followed by a month and a year"
        raise NotUnderstood(capture.name, "", message)
    return Reading(
        source=capture.source,
        document=capture.document,
        sha256=capture.sha256,
        reference=Period.of_month(int(found[2]), _MONTHS[found[1].capitalize()]),
        cells=(),
    )
