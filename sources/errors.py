"""What can go wrong between an address and an item: each error carries a code and its arguments."""

from measures.errors import CodedError, TaskforceError
from measures.vocabulary import AnswerState


class CatalogueError(TaskforceError):
    """An entry of the catalogue cannot work; subject is the file, the entry and the field."""


class FormatError(CodedError):
    """An answer cannot be read in the format its source declares; `state` is what that makes of the poll."""

    def __init__(
        self, code: str, *, state: AnswerState = AnswerState.MALFORMED, subject: str = "", **args: object
    ) -> None:
        super().__init__(code, subject=subject, **args)
        self.state = state
