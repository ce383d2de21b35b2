"""The built-in parsers of documents and calendars, kinds of rules and relations, and channels, one table each.

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
    press_text,
)
from watchdog.check import inequalities, ordering, ranking, ratios, revision_windows, table
from watchdog.check.relations import RelationKind
from watchdog.detect import (
    claims,
    concentration,
    consensus,
    contribution,
    core_gap,
    erratum,
    extreme,
    headline_flip,
    hidiroglou_berthelot,
    narrative,
    outlier_type,
    real_nominal_gap,
    reconciliation,
    reversal,
    revision,
    revision_pattern,
    revision_size,
    seasonal_factor,
    selective_editing,
    surprise,
    swing,
    trend_flip,
    year_to_date,
)
from watchdog.model.layout import PRESS_TEXT
from watchdog.notify.channels import alertmanager, apprise, email, log, mattermost, slack, teams, webhook
from watchdog.notify.channels.endpoint import EndpointSettings
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
    PRESS_TEXT: press_text.read,
}

CALENDAR_PARSERS: Mapping[str, CalendarParser] = {
    "bea_json": bea_json.read,
    "census_list": census_list.read,
    "fred_dates": fred_dates.read,
    "icalendar": icalendar.read,
}

RULE_KINDS: Mapping[str, RuleKind] = {
    "concentration": RuleKind(
        parameters=concentration.ConcentrationParameters,
        judge=concentration.judge,
        thresholds=concentration.thresholds,
    ),
    "consensus": RuleKind(
        parameters=consensus.ConsensusParameters,
        judge=consensus.judge,
        thresholds=consensus.thresholds,
        needs_revisions=True,
        tables=("stated",),
    ),
    "contribution": RuleKind(parameters=contribution.ContributionParameters, judge=contribution.judge),
    "core_gap": RuleKind(parameters=core_gap.CoreGapParameters, judge=core_gap.judge, thresholds=core_gap.thresholds),
    "erratum": RuleKind(parameters=erratum.ErratumParameters, judge=erratum.judge),
    "extreme": RuleKind(
        parameters=extreme.ExtremeParameters, judge=extreme.judge, retest=claims.retest, thresholds=extreme.thresholds
    ),
    "headline_flip": RuleKind(
        parameters=headline_flip.HeadlineFlipParameters, judge=headline_flip.judge, thresholds=headline_flip.thresholds
    ),
    "hidiroglou_berthelot": RuleKind(
        parameters=hidiroglou_berthelot.HidiroglouBerthelotParameters, judge=hidiroglou_berthelot.judge
    ),
    "narrative": RuleKind(parameters=narrative.NarrativeParameters, judge=narrative.judge, texts=narrative.texts),
    "outlier_type": RuleKind(parameters=outlier_type.OutlierTypeParameters, judge=outlier_type.judge),
    "real_nominal_gap": RuleKind(
        parameters=real_nominal_gap.RealNominalGapParameters,
        judge=real_nominal_gap.judge,
        thresholds=real_nominal_gap.thresholds,
    ),
    "reversal": RuleKind(parameters=reversal.ReversalParameters, judge=reversal.judge, thresholds=reversal.thresholds),
    "reconciliation": RuleKind(
        parameters=reconciliation.ReconciliationParameters,
        judge=reconciliation.judge,
        thresholds=reconciliation.thresholds,
        first_prints=reconciliation.first_prints,
    ),
    "revision": RuleKind(
        parameters=revision.RevisionParameters,
        judge=revision.judge,
        thresholds=revision.thresholds,
        needs_revisions=True,
    ),
    "revision_pattern": RuleKind(parameters=revision_pattern.RevisionPatternParameters, judge=revision_pattern.judge),
    "revision_size": RuleKind(
        parameters=revision_size.RevisionSizeParameters,
        judge=revision_size.judge,
        thresholds=revision_size.thresholds,
        needs_revisions=True,
    ),
    "seasonal_factor": RuleKind(
        parameters=seasonal_factor.SeasonalFactorParameters,
        judge=seasonal_factor.judge,
        thresholds=seasonal_factor.thresholds,
    ),
    "selective_editing": RuleKind(
        parameters=selective_editing.SelectiveEditingParameters, judge=selective_editing.judge
    ),
    "surprise": RuleKind(parameters=surprise.SurpriseParameters, judge=surprise.judge),
    "swing": RuleKind(parameters=swing.SwingParameters, judge=swing.judge, thresholds=swing.thresholds),
    "trend_flip": RuleKind(parameters=trend_flip.TrendFlipParameters, judge=trend_flip.judge),
    "year_to_date": RuleKind(
        parameters=year_to_date.YearToDateParameters, judge=year_to_date.judge, retest=year_to_date.retest
    ),
}

RELATION_KINDS: Mapping[str, RelationKind] = {
    "inequality": RelationKind(parameters=inequalities.InequalityParameters, plan=inequalities.plan),
    "ordering": RelationKind(parameters=ordering.OrderingParameters, plan=ordering.plan),
    "ranking": RelationKind(parameters=ranking.RankingParameters, plan=ranking.plan),
    "ratio": RelationKind(parameters=ratios.RatioParameters, plan=ratios.plan),
    "revision_mark": RelationKind(parameters=revision_windows.RevisionMarkParameters, plan=revision_windows.plan_marks),
    "revision_window": RelationKind(
        parameters=revision_windows.RevisionWindowParameters, plan=revision_windows.plan_windows
    ),
    "table": RelationKind(parameters=table.TableParameters, plan=table.plan),
}

CHANNELS: Mapping[str, ChannelKind] = {
    "alertmanager": ChannelKind(settings=alertmanager.AlertmanagerSettings, make=alertmanager.make, waits=WAITS),
    "apprise": ChannelKind(settings=apprise.AppriseSettings, make=apprise.make, waits=WAITS),
    "email": ChannelKind(settings=email.EmailSettings, make=email.make, waits=MAIL_WAITS),
    "log": ChannelKind(settings=log.LogSettings, make=log.make, waits=WAITS),
    "mattermost": ChannelKind(settings=EndpointSettings, make=mattermost.make, waits=WAITS),
    "slack": ChannelKind(settings=EndpointSettings, make=slack.make, waits=WAITS),
    "teams": ChannelKind(settings=EndpointSettings, make=teams.make, waits=WAITS),
    "webhook": ChannelKind(settings=webhook.WebhookSettings, make=webhook.make, waits=WAITS),
}
