"""All of Lippu's Lambda functions. The API is in the blueprints, the others are below, three lines each.

Names and ARNs that the decorators need come from the stage's variables (`.chalice/config.json`). What strangers can
fill is read by a few functions at a time, so that a flood of mail leaves the account's concurrency to people.
`mail_feedback` and `derive` need no such limit, which costs money in quiet hours: they hear no more than the others
cause.
"""

import gc
import os

if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    # what is imported stays: looking for garbage among it is a tenth of the time to the first request
    gc.disable()

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib.api import http
from chalicelib.api import routes as interface
from chalicelib.bootstrap import desk
from chalicelib.consumers import derive as derive_consumer
from chalicelib.consumers import fan_out as fan_out_consumer
from chalicelib.consumers import inbound_mail, outbound_mail
from chalicelib.consumers import mail_feedback as feedback_consumer
from chalicelib.consumers import tick as tick_consumer
from chalicelib.pages import routes as pages
from chalicelib.telemetry import log

app = Chalice(app_name="lippu", configure_logs=False)
http.use(desk, log)
for blueprint in (*interface.blueprints(), *pages.blueprints()):
    app.register_blueprint(blueprint)

if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    # initialisation runs at full speed: make the client here, not at the first request
    desk().table.connect()
    gc.freeze()
    gc.enable()


@app.on_sqs_message(queue=os.environ["LIPPU_INBOUND_QUEUE"], batch_size=1, maximum_concurrency=5)
def ingest_mail(event: SQSEvent) -> None:
    inbound_mail.consume(event.to_dict(), desk().receive_mail, desk().slow_lane)


# as slow as Lambda allows: what one sender wrote too much of waits here, and nobody else with it
@app.on_sqs_message(queue=os.environ["LIPPU_HELD_QUEUE"], batch_size=1, maximum_concurrency=2)
def ingest_held(event: SQSEvent) -> None:
    inbound_mail.consume_held(event.to_dict(), desk().receive_mail)


# SES takes a few mails a second: a burst waits in the queue instead of being refused
@app.on_sqs_message(queue=os.environ["LIPPU_OUTBOUND_QUEUE"], batch_size=1, maximum_concurrency=2)
def send_mail(event: SQSEvent) -> None:
    outbound_mail.consume(event.to_dict(), desk().send_mail, lambda reply: desk().due_replies.attend(reply))


@app.on_sqs_message(queue=os.environ["LIPPU_FEEDBACK_QUEUE"], batch_size=1)
def mail_feedback(event: SQSEvent) -> None:
    feedback_consumer.consume(event.to_dict(), desk().mail_feedback)


@app.on_dynamodb_record(stream_arn=os.environ["LIPPU_STREAM_ARN"], batch_size=100, starting_position="TRIM_HORIZON")
def fan_out(event: DynamoDBEvent) -> None:
    fan_out_consumer.consume(event.to_dict(), desk().fan_out)


@app.on_sqs_message(queue=os.environ["LIPPU_DERIVED_QUEUE"], batch_size=1)
def derive(event: SQSEvent) -> None:
    derive_consumer.consume(event.to_dict(), desk())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def tick(event: CloudWatchEvent) -> None:
    tick_consumer.consume(desk().tick)
