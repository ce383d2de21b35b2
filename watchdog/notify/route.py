"""Which channels an alert takes: the deepest route that fits it, first come first served."""

from watchdog.model.alert import Alert
from watchdog.model.route import Route
from watchdog.notify.render import severity


def channels_of(alert: Alert, route: Route) -> tuple[str, ...]:
    """The channel names of the first of `routes` that fits, in depth; those of `route` itself where none does."""
    for below in route.routes:
        if _fits(alert, below):
            return channels_of(alert, below)
    return route.channels


def _fits(alert: Alert, route: Route) -> bool:
    properties = _properties(alert)
    return all(properties[name] & set(wanted) for name, wanted in route.match.items())


def _properties(alert: Alert) -> dict[str, set[str]]:
    """An alert has each property of any finding in it; its severity is that of the worst."""
    findings = [item.finding for item in alert.items]
    return {
        "severity": {severity(alert).value},
        "verdict": {finding.verdict.value for finding in findings},
        "kind": {finding.kind for finding in findings},
        "rule": {finding.rule for finding in findings},
        "reason": {item.reason.value for item in alert.items},
        "series": {finding.subject for finding in findings},
        "release": {str(alert.release)},
        "program": {alert.release.program},
        "type": {alert.type.value},
    }
