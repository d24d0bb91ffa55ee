"""One tree of errors; each carries what it is about and prints on one line."""


def printable(value: object) -> str:
    """A value as text that any terminal, log or page can show: without control or hidden characters."""
    text = str(value)
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


class TaskforceError(Exception):
    """Root of the project's errors: a message and the subject (an id, an address, a file and line)."""

    def __init__(self, message: str, *, subject: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.subject = subject

    def __str__(self) -> str:
        cause = f" ({type(self.__cause__).__name__}: {self.__cause__})" if self.__cause__ else ""
        where = f"{self.subject}: " if self.subject else ""
        return " ".join(f"{where}{self.message}{cause}".split())


class CodedError(TaskforceError):
    """An error stored as a code of measures.answers and its arguments, and worded when shown."""

    def __init__(self, code: str, *, subject: str = "", **args: object) -> None:
        told = {name: printable(value) for name, value in args.items()}
        super().__init__(code + "".join(f" {name}={value}" for name, value in told.items()), subject=subject)
        self.code = code
        self.args_: dict[str, str] = told


class InputError(TaskforceError):
    """What a person or program handed in cannot be read; subject is the line or option."""


class SettingsError(TaskforceError):
    """A setting has a value that cannot work; subject is the variable's name."""


class StoreError(TaskforceError):
    """The database cannot do what was asked; subject is the record or the address (without password)."""
