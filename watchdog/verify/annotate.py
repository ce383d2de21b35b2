"""The text as a page of HTML with a mark and a note at each figure; inert: no script, no link, nothing loaded."""

from collections.abc import Iterator
from html import escape

from watchdog.verify.checking import Checked
from watchdog.verify.verdict import Judged, Verdict

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_COLOURS = {
    Verdict.RIGHT: ("#e3f4e3", "#1b5e20"),
    Verdict.ROUNDING: ("#eef6dc", "#4b5a12"),
    Verdict.WRONG: ("#fde0de", "#8e1b12"),
    Verdict.AMBIGUOUS: ("#fff0cf", "#6b4e00"),
    Verdict.OUTDATED: ("#f3e5f8", "#5c2a74"),
    Verdict.OTHER: ("#e8eaed", "#3c4043"),
    Verdict.UNCHECKED: ("#e6eef8", "#1f4a7d"),
}


def page(checked: Checked, title: str) -> str:
    """The whole page."""
    styles = "".join(
        f".{verdict.value}{{background:{ground};border-bottom:2px solid {ink};color:inherit}}"
        f"td.{verdict.value}{{color:{ink};border:0}}"
        for verdict, (ground, ink) in _COLOURS.items()
    )
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        "<meta name='viewport' content='width=device-width'>"
        f"<title>{_safe(title)}</title><style>"
        "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
        "table{border-collapse:collapse;font-size:14px}td,th{padding:.3em .6em;text-align:left;vertical-align:top}"
        f"sup{{font-size:11px}}{styles}</style></head><body>\n<h1>{_safe(title)}</h1>\n<p>{_safe(heading(checked))}</p>\n"
        f"{''.join(_paragraphs(checked))}<h2>Verdicts</h2>\n"
        "<table><tr><th>#<th>figure<th>verdict<th>read as<th>why</tr>\n"
        f"{''.join(_rows(checked))}</table>\n</body></html>\n"
    )


def heading(checked: Checked) -> str:
    """As of when the text was judged, and how often each verdict was given."""
    counts = {verdict: sum(each.verdict is verdict for each in checked.judged) for verdict in Verdict}
    told = ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items() if count) or "no figures"
    release = checked.dating.release
    of = f"release of {release.period.label}" if release else "no release was public"
    local = checked.dating.as_of.astimezone(checked.dating.zone)
    return f"as of {local:%Y-%m-%d} ({checked.dating.why}), {of}: {told}"


def _paragraphs(checked: Checked) -> Iterator[str]:
    shown, position = checked.text.shown, 0
    pieces: list[str] = []
    for number, judged in enumerate(checked.judged, 1):
        mention = judged.mention
        if mention.start < position:
            continue
        pieces.append(_safe(shown[position : mention.start]))
        words = _safe(shown[mention.start : mention.end])
        note = _safe(f"{judged.verdict.value}: {judged.reason}")
        pieces.append(f'<mark class="{judged.verdict.value}" title="{note}">{words}<sup>{number}</sup></mark>')
        position = mention.end
    pieces.append(_safe(shown[position:]))
    for paragraph in "".join(pieces).split("\n\n"):
        if paragraph.strip():
            yield f"<p>{paragraph.strip()}</p>\n"


def _rows(checked: Checked) -> Iterator[str]:
    for number, judged in enumerate(checked.judged, 1):
        cells = "; ".join((*judged.cells, *_places(judged)))
        today = f" Today: {judged.today}." if judged.today else ""
        yield (
            f"<tr><td>{number}<td>{_safe(checked.written(judged))}"
            f'<td class="{judged.verdict.value}">{judged.verdict.value}<td>{_safe(judged.reading)}'
            f"<td>{_safe(judged.reason)}.{_safe(today)} <small>{_safe(cells)} {judged.provenance}</small></tr>\n"
        )


def _places(judged: Judged) -> list[str]:
    return [str(address) for address in judged.addresses[:4]]


def _safe(text: str) -> str:
    kept = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    return escape(kept, quote=True)
