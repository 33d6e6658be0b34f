"""The one logger: JSON lines with the Lambda request's id, never bodies, addresses or tokens."""

from aws_lambda_powertools.logging import Logger

log = Logger(service="lippu")
