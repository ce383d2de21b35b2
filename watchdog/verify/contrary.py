"""The verdict on a plain denial: what is right when said is wrong when denied."""

from dataclasses import replace

from watchdog.verify.denials import REMARK
from watchdog.verify.verdict import Judged, Verdict


def contrary(judged: Judged) -> Judged:
    """The verdict on the denial of what was judged; not checkable where that was neither right nor wrong."""
    match judged.verdict:
        case Verdict.RIGHT:
            return replace(judged, verdict=Verdict.WRONG, reason=f"the sentence denies it: {judged.reason}")
        case Verdict.WRONG:
            return replace(judged, verdict=Verdict.RIGHT, reason=f"the sentence denies it: {judged.reason}")
    return replace(judged, verdict=Verdict.UNCHECKED, reason=f"{REMARK}; {judged.reason}", options=())
