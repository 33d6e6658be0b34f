"""Links in mails to files that a mail could not carry. Whoever has the link gets the file, for a month.

A link names a ticket's entry and one file of it, and is signed: nobody can make one, or turn one into another. Opening
it changes nothing, so programs that look into links before people do no harm.
"""

from datetime import UTC, datetime, time, timedelta

from chalicelib.domain.errors import NotFound
from chalicelib.domain.sealing import seal, unseal
from chalicelib.domain.timeline import Entry
from chalicelib.services.attachments import LINK_VALID_FOR
from chalicelib.services.ports import Clock, Files, Signer, TicketStore

PURPOSE = "file"
VALID_FOR = timedelta(days=30)
_TIME_BYTES = 5
_REFERENCE, _ENTRY = 8, 26


def last_day(sent: datetime) -> datetime:
    """The end of the last day (UTC) on which links in a mail of that time work."""
    return datetime.combine((sent + VALID_FOR).astimezone(UTC), time.max, UTC)


def seal_file(signer: Signer, entry: Entry, file_id: str, until: datetime) -> str:
    """The signed part of a link; the same each time, so that a mail composed again is the same mail."""
    ends = int(until.timestamp()).to_bytes(_TIME_BYTES, "big")
    return seal(signer, PURPOSE, ends + f"{entry.reference}{entry.id}{file_id}".encode())


class FileLinks:
    def __init__(self, tickets: TicketStore, files: Files, signer: Signer, clock: Clock) -> None:
        self._tickets = tickets
        self._files = files
        self._signer = signer
        self._clock = clock

    def open(self, sealed: str) -> str:
        """Where to fetch the file within five minutes. Raises NotFound for a link that is not ours or has ended."""
        payload = unseal(self._signer, PURPOSE, sealed)
        if payload is None or int.from_bytes(payload[:_TIME_BYTES], "big") < self._clock.now().timestamp():
            raise NotFound("no such link")
        text = payload[_TIME_BYTES:].decode()
        reference, entry_id, file_id = text[:_REFERENCE], text[_REFERENCE:][:_ENTRY], text[_REFERENCE + _ENTRY :]
        entry = self._tickets.entry(reference, entry_id)
        for file in entry.attachments if entry else ():
            if file.id == file_id:
                return self._files.download_url(file.key, file.name, LINK_VALID_FOR)
        raise NotFound("no such file")
