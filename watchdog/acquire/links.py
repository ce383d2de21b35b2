"""From a page of an agency to the address of the one document on it whose name changes from release to release."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from watchdog.acquire.addresses import may_follow
from watchdog.errors import FetchFailed

LARGEST_PAGE = 2 * 1024 * 1024


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where an <a> leads."""
        if tag == "a":
            self.found.extend(value.strip() for name, value in attrs if name == "href" and value)


def link_on(page: bytes, url: str, pattern: str, document: str) -> str:
    """The one address on the page of `url` whose file name matches `pattern`; it stays on the page's host."""
    reader = _Links()
    reader.feed(page.decode("utf-8", "replace"))
    wanted = re.compile(pattern)
    targets = []
    for href in reader.found:
        try:
            target = urljoin(url, href)
            name = urlsplit(target).path.rpartition("/")[2]
        except ValueError:  # an address on the page that is none cannot be the one
            continue
        if wanted.fullmatch(name):
            targets.append(target)
    found = list(dict.fromkeys(targets))
    if len(found) != 1:
        what = f"links to {len(found)} such documents" if found else "has no link to such a document"
        raise FetchFailed(document, f"its page {what} ({pattern}); correct `link` in the rules")
    if not may_follow(url, found[0]):
        raise FetchFailed(document, "the link on its page leads to another host or away from TLS; not followed")
    return found[0]
