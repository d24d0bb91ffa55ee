"""What a spreadsheet program takes for a formula: asked before any text goes into a cell."""

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BLANKS = " \u00a0\ufeff"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program would run a text, also one after blanks."""
    return text.startswith(_BEGINNINGS) or text.lstrip(_BLANKS).startswith(_BEGINNINGS)
