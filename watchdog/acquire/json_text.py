"""From the bytes of a JSON text to its content, numbers exact; what JSON parsers usually let pass is refused."""

import json
from decimal import Decimal
from typing import NoReturn

from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture


def json_of(capture: Capture) -> object:
    """The content; NotUnderstood for anything cut short, ambiguous, or nested absurdly."""
    try:
        text = capture.body.decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise NotUnderstood(capture.name, f"byte {error.start}", f"the text is not UTF-8 ({error.reason})") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise NotUnderstood(capture.name, where, f"the JSON text is cut short or damaged ({error.msg})") from error
    except (ValueError, ArithmeticError) as error:
        raise NotUnderstood(capture.name, "", f"the JSON text is not usable: {error}") from error
    except RecursionError as error:
        raise NotUnderstood(capture.name, "", "the JSON text is nested too deeply") from error


def at_pointer(content: object, pointer: str) -> object:
    """What a JSON pointer ('/observations/0/value'; '' is the whole) leads to; KeyError where it leads nowhere."""
    for escaped in pointer.split("/")[1:]:
        part = escaped.replace("~1", "/").replace("~0", "~")
        if isinstance(content, dict) and part in content:
            content = content[part]
        elif isinstance(content, list) and part.isascii() and part.isdigit() and int(part[:9]) < len(content):
            content = content[int(part[:9])]
        else:
            raise KeyError(pointer)
    return content


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"it holds {constant}, which is no number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise ValueError(f"the key {twice[:40]!r} comes twice in one object")
    return found
