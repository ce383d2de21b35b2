"""The agencies on loopback with the embedded releases, where any document can be made to misbehave."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.acquire.servers import RawServer, Script, page, raw_server
from watchdog.samples.addresses import answer
from watchdog.samples.releases import SampleRelease, embedded_releases
from watchdog.samples.tables import Content

RELEASES = {str(release.period): release for release in embedded_releases()}
TARGETS = {
    "exh1": "/census/exh1.xlsx",
    "exh12": "/census/exh12.xlsx",
    "fred": "/fred/graph/fredgraph.csv?id=BOPGSTB",
    "ftd": "/census-bulk/econ_getzippedfile/?programCode=FTD",
    "press": "/press/figures.csv",
}
"""Where each document is asked for, by its short name."""

_SOURCES = ("census", "census-bulk", "fred", "press")
_NOT_THERE = page(b"no such document", status="404 Not Found")


def body_of(document: str, content: Content) -> bytes:
    """The document's bytes in its agency's format."""
    found = answer(TARGETS[document], {document: content})
    assert found is not None
    return found.body


@dataclass
class Agencies:
    """Answers for every document; 404 until something is published."""

    server: RawServer

    @property
    def bases(self) -> dict[str, str]:
        """Each source's base address, by the source's name."""
        return {source: f"{self.server.address}/{source}/" for source in _SOURCES}

    @property
    def asked(self) -> list[str]:
        """The documents that were asked for so far, in order."""
        names = {target: document for document, target in TARGETS.items()}
        return [names[head.split(" ")[1]] for head in self.server.requests]

    def publish(self, release: SampleRelease, *, without: tuple[str, ...] = ()) -> None:
        """Every document of the release but those `without`, which stay as they were."""
        self.serve({name: content for name, content in release.documents.items() if name not in without})

    def serve(self, documents: Mapping[str, Content]) -> None:
        """These documents, as their agencies write them."""
        for document, content in documents.items():
            body = body_of(document, content)
            self.answer(document, page(body, f'ETag: "{hashlib.sha256(body).hexdigest()}"'))

    def answer(self, document: str, script: Script) -> None:
        """Whatever this script does, whenever the document is asked for."""
        self.server.scripts[TARGETS[document]] = script


@contextmanager
def agencies() -> Iterator[Agencies]:
    """Running until the block ends."""
    with raw_server(dict.fromkeys(TARGETS.values(), _NOT_THERE)) as server:
        yield Agencies(server)
