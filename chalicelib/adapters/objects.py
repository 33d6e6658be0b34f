"""Buckets: raw mail as SES stored it, and the files of the desk. Presigned URLs keep files away from Lambda."""

from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import client
from chalicelib.domain.errors import NotFound, Unavailable
from chalicelib.services.records import UploadForm

UPLOAD_SECONDS = 600


class Bucket:
    """`Files` and `RawMail` on one S3 bucket. The client is made at the first use: most requests need none."""

    def __init__(self, name: str, region: str) -> None:
        self._name = name
        self._region = region

    @cached_property
    def _s3(self) -> Any:
        return client("s3", self._region)

    def put(self, key: str, content: bytes, content_type: str) -> None:
        self._call("put_object", Key=key, Body=content, ContentType=content_type)

    def get(self, key: str) -> bytes:
        content: bytes = self._call("get_object", Key=key)["Body"].read()
        return content

    def keep(self, upload_key: str, key: str) -> bool:
        try:
            self._call("copy_object", Key=key, CopySource={"Bucket": self._name, "Key": upload_key})
        except NotFound:
            return False
        return True

    def upload_form(self, key: str, content_type: str, size: int) -> UploadForm:
        form = self._s3.generate_presigned_post(
            self._name,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", size, size]],
            ExpiresIn=UPLOAD_SECONDS,
        )
        return UploadForm(form["url"], form["fields"])

    def download_url(self, key: str, name: str, valid_for: timedelta) -> str:
        """RFC 6266: the name travels in its UTF-8 form, so that no character of it can end the header."""
        url: str = self._s3.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._name,
                "Key": key,
                "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
                "ResponseContentType": "application/octet-stream",
            },
            ExpiresIn=int(valid_for.total_seconds()),
        )
        return url

    def _call(self, operation: str, **arguments: Any) -> Any:
        try:
            return getattr(self._s3, operation)(Bucket=self._name, **arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404", "NotFound"}:
                raise NotFound("no such file") from error
            raise Unavailable("file storage did not answer") from error
        except BotoCoreError as error:
            raise Unavailable("file storage did not answer") from error
