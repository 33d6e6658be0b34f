"""The use cases around what agents write."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.beside import BesideCases

if TYPE_CHECKING:
    from chalicelib.services.answers import Answers
    from chalicelib.services.attachments import Attachments
    from chalicelib.services.drafts import Drafts
    from chalicelib.services.due_replies import DueReplies
    from chalicelib.services.news import News
    from chalicelib.services.replies import Replies
    from chalicelib.services.returning import Returning
    from chalicelib.services.scheduling import Scheduling


class ComposingCases(BesideCases):
    """Each is made when it is first asked for."""

    @cached_property
    def attachments(self) -> "Attachments":
        from chalicelib.services.attachments import Attachments

        return Attachments(self.tickets, self.files, self.signer, self.clock)

    @cached_property
    def _answers(self) -> "Answers":
        from chalicelib.services.answers import Answers

        return Answers(self.tickets, self.directory_cache, self.ids)

    @cached_property
    def _news(self) -> "News":
        from chalicelib.services.news import News

        return News(self.timelines)

    @cached_property
    def replies(self) -> "Replies":
        from chalicelib.services.replies import Replies

        return Replies(
            self.tickets,
            self.attachments,
            self._answers,
            self._news,
            self.scheduling,
            self.directory_cache,
            self.clock,
            self.ids,
        )

    @cached_property
    def _returning(self) -> "Returning":
        from chalicelib.services.returning import Returning

        return Returning(self.draft_store, self.clock, self.ids)

    @cached_property
    def scheduling(self) -> "Scheduling":
        from chalicelib.services.scheduling import Scheduling

        return Scheduling(
            self.scheduled_store,
            self.tickets,
            self._answers,
            self._returning,
            self.attachments,
            self.clock,
            self.ids,
        )

    @cached_property
    def due_replies(self) -> "DueReplies":
        from chalicelib.services.due_replies import DueReplies

        return DueReplies(
            self.scheduled_store,
            self.tickets,
            self.timelines,
            self._answers,
            self._returning,
            self.directory_cache,
            self.clock,
        )

    @cached_property
    def drafts(self) -> "Drafts":
        from chalicelib.services.drafts import Drafts

        return Drafts(self.draft_store, self.tickets, self.attachments, self.clock)
