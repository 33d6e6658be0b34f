"""Whatever stands still, goes on failing or endangers the right to send mail raises an alarm that somebody gets."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.consumers import inbound_mail
from chalicelib.consumers import tick as consumer
from chalicelib.domain.floods import FloodWatch
from chalicelib.domain.outbox import BACKOFF
from chalicelib.services.slow_lane import SlowLane
from chalicelib.services.tick import Swept
from tests.infra.templates import config, of_type, packaged_of_type, template
from tests.support.desk import World
from tests.support.lambdas import lambdas_of

ALARMS = {
    a["AlarmName"]["Fn::Sub"].removeprefix("lippu-${Stage}-"): a for a in of_type("AWS::CloudWatch::Alarm").values()
}
FUNCTIONS = sorted(config()["lambda_functions"])


def deployed_name(function: str) -> str:
    """Chalice names the API's function after the app and stage alone."""
    return "lippu-${Stage}" + ("" if function == "api_handler" else f"-{function}")


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_in_words_what_happened_and_when_it_is_over(name: str) -> None:
    alarm = ALARMS[name]
    words = alarm["AlarmDescription"]
    assert (words["Fn::Sub"] if isinstance(words, dict) else words).endswith((".", "why."))
    assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmTopic"}]
    assert "TreatMissingData" in alarm


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_that_goes_on_failing_raises_an_alarm(function: str) -> None:
    watching = [
        a
        for a in ALARMS.values()
        if (a["Namespace"], a["MetricName"]) == ("AWS/Lambda", "Errors")
        and a["Dimensions"] == [{"Name": "FunctionName", "Value": {"Fn::Sub": deployed_name(function)}}]
    ]
    assert [(a["Statistic"], a["Threshold"]) for a in watching] == [("Sum", 5)]


def test_a_tick_that_always_fails_reaches_the_alarms_threshold() -> None:
    runs_in_a_period = ALARMS["tick-errors"]["Period"] / 60
    assert ALARMS["tick-errors"]["Threshold"] <= runs_in_a_period


def test_the_heartbeat_of_the_tick_is_missed_when_it_stops() -> None:
    heartbeat = ALARMS["tick"]
    assert (heartbeat["Namespace"], heartbeat["MetricName"]) == ("AWS/Lambda", "Invocations")
    assert heartbeat["Dimensions"] == [{"Name": "FunctionName", "Value": {"Fn::Sub": deployed_name("tick")}}]
    assert (heartbeat["ComparisonOperator"], heartbeat["Threshold"]) == ("LessThanThreshold", 1)
    assert heartbeat["TreatMissingData"] == "breaching"
    assert heartbeat["Period"] * heartbeat["EvaluationPeriods"] <= 600


def test_a_stream_that_is_not_read_raises_an_alarm_long_before_it_forgets() -> None:
    age = ALARMS["fan-out-age"]
    assert (age["MetricName"], age["Statistic"]) == ("IteratorAge", "Maximum")
    assert timedelta(milliseconds=age["Threshold"]) <= timedelta(hours=1) < timedelta(hours=24)


def test_throttled_functions_raise_an_alarm() -> None:
    throttles = ALARMS["throttles"]
    assert (throttles["Namespace"], throttles["MetricName"], throttles["Threshold"]) == ("AWS/Lambda", "Throttles", 1)


def test_failing_answers_of_the_api_raise_an_alarm() -> None:
    alarm = ALARMS["server-errors"]
    (api,) = packaged_of_type("AWS::Serverless::Api").values()
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/ApiGateway", "5XXError")
    assert alarm["Dimensions"] == [{"Name": "ApiName", "Value": api["DefinitionBody"]["info"]["title"]}]


@pytest.mark.parametrize(
    ("name", "metric", "review"),
    [("bounce-rate", "Reputation.BounceRate", 0.05), ("complaint-rate", "Reputation.ComplaintRate", 0.001)],
)
def test_bounces_and_complaints_raise_an_alarm_before_ses_reviews_the_account(
    name: str, metric: str, review: float
) -> None:
    alarm = ALARMS[name]
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/SES", metric, "Average")
    assert 0.5 * review < alarm["Threshold"] < review
    (configuration,) = of_type("AWS::SES::ConfigurationSet").values()
    assert configuration["ReputationOptions"]["ReputationMetricsEnabled"]


# the oldest mail that is waiting


def test_the_alarm_on_waiting_mail_reads_what_the_filter_makes_of_the_ticks_log() -> None:
    metric_filter = of_type("AWS::Logs::MetricFilter")["LongestWait"]
    (metric,) = metric_filter["MetricTransformations"]
    alarm = ALARMS["longest-wait"]
    assert metric_filter["LogGroupName"] == {"Ref": "TickLogs"}
    assert of_type("AWS::Logs::LogGroup")["TickLogs"]["LogGroupName"] == {"Fn::Sub": "/aws/lambda/lippu-${Stage}-tick"}
    assert (alarm["Namespace"], alarm["MetricName"]) == (metric["MetricNamespace"], metric["MetricName"])
    assert alarm["Statistic"] == "Maximum"
    assert template()["Resources"]["LongestWaitAlarm"]["DependsOn"] == "LongestWait"


def test_the_longest_pause_between_two_attempts_does_not_end_the_alarm() -> None:
    assert timedelta(seconds=ALARMS["longest-wait"]["Period"]) > max(BACKOFF)


def test_the_tick_logs_the_age_of_the_oldest_mail_under_the_name_that_the_filter_reads(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, Any]] = []
    monkeypatch.setattr(consumer.log, "info", lambda message, extra: lines.append(extra))
    with lambdas_of(world) as lambdas:
        lambdas.receive()
        world.clock.advance(timedelta(minutes=31))
        lambdas.receive(key="inbound/later")
        lambdas.tick()
    metric_filter = of_type("AWS::Logs::MetricFilter")["LongestWait"]
    (metric,) = metric_filter["MetricTransformations"]
    name = metric["MetricValue"].removeprefix("$.")
    assert metric_filter["FilterPattern"] == f"{{ $.{name} = * }}"
    (age,) = [line[name] for line in lines if name in line]
    assert age == 31 * 60 > ALARMS["longest-wait"]["Threshold"]


def test_a_tick_without_waiting_mail_logs_no_age(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[dict[str, Any]] = []
    monkeypatch.setattr(consumer.log, "info", lambda message, extra: lines.append(extra))
    for swept in (Swept(0, 0, more=False), Swept(1, 0, more=False)):
        consumer.consume(type("Ticked", (), {"run": lambda self, swept=swept: swept})())
    assert lines == [{"alarms": 1, "mails": 0, "more": False}]


# senders who write too much


def test_a_flood_may_wait_longer_than_mail_in_the_usual_queue_before_it_raises_an_alarm() -> None:
    assert ALARMS["held-age"]["Threshold"] > ALARMS["inbound-age"]["Threshold"]


def test_senders_on_hold_are_counted_by_the_line_that_ingest_mail_writes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, Any]] = []
    monkeypatch.setattr(inbound_mail.log, "warning", lambda message, extra: lines.append(extra))
    desk = world.desk
    desk.slow_lane = SlowLane(desk.held_queue, desk.clock, FloodWatch(limit=1))
    with lambdas_of(world) as lambdas:
        for _ in range(3):
            lambdas.receive()
    metric_filter = of_type("AWS::Logs::MetricFilter")["SendersOnHold"]
    assert metric_filter["LogGroupName"] == {"Ref": "IngestMailLogs"}
    assert [f"{{ $.{name} = * }}" for line in lines for name in line] == [metric_filter["FilterPattern"]]
