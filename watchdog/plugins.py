"""The built-in parsers of documents and calendars, rule kinds and channels, one visible table each.

Nothing registers itself by being imported.
"""

from collections.abc import Mapping

from watchdog.acquire.calendars import bea_json, census_list, fred_dates, icalendar
from watchdog.acquire.parsers import (
    econ_export,
    eits,
    exhibit,
    exhibit_rows,
    figures,
    fred_csv,
    fred_json,
    ftd_bulk,
    generic_table,
    intltrade,
    monthly_table,
)
from watchdog.detect import contribution, erratum, extreme, reversal, revision, revision_pattern, swing
from watchdog.notify.channels import email, log, webhook
from watchdog.notify.deliver import MAIL_WAITS, WAITS
from watchdog.ports import CalendarParser, ChannelKind, Parser, RuleKind

PARSERS: Mapping[str, Parser] = {
    "econ_export": econ_export.read,
    "eits": eits.read,
    "exhibit": exhibit.read,
    "exhibit_rows": exhibit_rows.read,
    "figures": figures.read,
    "fred_csv": fred_csv.read,
    "fred_json": fred_json.read,
    "ftd_bulk": ftd_bulk.read,
    "generic_table": generic_table.read,
    "intltrade": intltrade.read,
    "monthly_table": monthly_table.read,
}

CALENDAR_PARSERS: Mapping[str, CalendarParser] = {
    "bea_json": bea_json.read,
    "census_list": census_list.read,
    "fred_dates": fred_dates.read,
    "icalendar": icalendar.read,
}

RULE_KINDS: Mapping[str, RuleKind] = {
    "contribution": RuleKind(parameters=contribution.ContributionParameters, judge=contribution.judge),
    "erratum": RuleKind(parameters=erratum.ErratumParameters, judge=erratum.judge),
    "extreme": RuleKind(parameters=extreme.ExtremeParameters, judge=extreme.judge),
    "reversal": RuleKind(parameters=reversal.ReversalParameters, judge=reversal.judge),
    "revision": RuleKind(parameters=revision.RevisionParameters, judge=revision.judge),
    "revision_pattern": RuleKind(parameters=revision_pattern.RevisionPatternParameters, judge=revision_pattern.judge),
    "swing": RuleKind(parameters=swing.SwingParameters, judge=swing.judge),
}

CHANNELS: Mapping[str, ChannelKind] = {
    "email": ChannelKind(settings=email.EmailSettings, make=email.make, waits=MAIL_WAITS),
    "log": ChannelKind(settings=log.LogSettings, make=log.make, waits=WAITS),
    "webhook": ChannelKind(settings=webhook.WebhookSettings, make=webhook.make, waits=WAITS),
}
