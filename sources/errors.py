"""What can go wrong between an address and an item: each error carries a code and its arguments."""

from measures.errors import TaskforceError
from measures.vocabulary import AnswerState


def printable(value: object) -> str:
    """A value as text that any terminal, log or page can show: without control or hidden characters."""
    text = str(value)
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


class CatalogueError(TaskforceError):
    """An entry of the catalogue cannot work; subject is the file, the entry and the field."""


class CodedError(TaskforceError):
    """An error stored as a code of measures.answers and its arguments, and worded when shown."""

    def __init__(self, code: str, *, subject: str = "", **args: object) -> None:
        told = {name: printable(value) for name, value in args.items()}
        super().__init__(code + "".join(f" {name}={value}" for name, value in told.items()), subject=subject)
        self.code = code
        self.args_: dict[str, str] = told


class FormatError(CodedError):
    """An answer cannot be read in the format its source declares; `state` is what that makes of the poll."""

    def __init__(
        self, code: str, *, state: AnswerState = AnswerState.MALFORMED, subject: str = "", **args: object
    ) -> None:
        super().__init__(code, subject=subject, **args)
        self.state = state


class ForbiddenAddress(CodedError):  # noqa: N818 - the name says what it is
    """A host leads to an address that no source may have: private, loopback, link-local, reserved."""
