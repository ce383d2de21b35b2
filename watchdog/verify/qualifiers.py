"""Words that the grammar does not know, where they narrow what it knows: 'saffron exports', 'imports of saffron'."""

from watchdog.verify.marks import Marked
from watchdog.verify.tokens import Kind, Token
from watchdog.verify.topics import Phrase
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

_WAYS = frozenset({"of", "in", "to", "from", "with", "for"})
_ARTICLES = words_in("the a an its their all other certain some such new more")
_NARROWS_NOTHING = words_in(
    "the a an its their his her our your this that these those all both each any no some such of in to from with for on"
    " by at as and or but while when where which who whose if than then so yet also only just even still again now"
    " overall total aggregate headline monthly annual yearly quarterly latest recent nominal current real trade u us"
    " united state america american nation national country economy global world foreign international overseas"
    " bilateral sensitive overall combined average mean net gross larger smaller big large small huge vast massive"
    " yawning gaping strong weak stronger weaker robust sluggish soft record unusual first second third last next"
    " previous resulting underlying seasonally not however meanwhile because since after before until amid despite"
    " about over under between during through per said say says show shows report reports data figure number"
    " billion million trillion percent year month quarter week day today yesterday is was are were be been being has"
    " have had do did does will would can could may might should must let lets makes made make gives gave give"
    " take took sees saw see means meant mean leaves left leave get got set sets put puts sent send kept keep"
    " brought bring held hold drove drive led lead cut cuts hit hits lift lifts help helps hurt hurts drag drags push"
    " pushes pull pulls"
)


def is_qualified(marked: Marked, phrase: Phrase) -> bool:
    """Whether unknown words stand right before the phrase, or follow it behind 'of', 'to' or 'with'."""
    first = marked.marks[phrase.first]
    ends_before = marked.marks[phrase.first - 1].end if phrase.first else 0
    if first.start > ends_before:
        token = marked.tokens[first.start - 1]
        is_verb = first.part is Part.FLOW and token.key.endswith(("ed", "ing"))
        if _narrows(token) and not is_verb:
            return True
    return leads_elsewhere(marked, phrase.end)


def leads_elsewhere(marked: Marked, place: int) -> bool:
    """Whether what follows the mark before `place` is 'in', 'of' or 'to' and then a word that is not known."""
    marks, tokens = marked.marks, marked.tokens
    at = marks[place - 1].end
    known = {token: mark for mark in marks[place : place + 3] for token in range(mark.start, mark.end)}
    if at >= len(tokens) or tokens[at].key not in _WAYS:
        return False
    at += 1
    while at < len(tokens) and tokens[at].key in _ARTICLES and at not in known:
        at += 1
    return at < len(tokens) and at not in known and _narrows(tokens[at])


def _narrows(token: Token) -> bool:
    if token.kind is not Kind.WORD or len(token.key) < 2:
        return False
    return token.key not in _NARROWS_NOTHING and not token.key.endswith("ly")
