"""One way to write a plate, so that the same plate is the same text wherever it comes from."""

import unicodedata

LONGEST = 16
# I and O stand on no plate but as the letter of an office, the second character (GA 36): later they are 1 and 0.
_MISTAKEN = str.maketrans("IO", "10")
_SEARCH = {"*": ".*", "?": ".", "0": "[0O]", "O": "[0O]", "1": "[1I]", "I": "[1I]"}


def normalised(text: str) -> str:
    """Without spaces, dots and dashes, in capitals, full width as half. Empty where nothing is left.

    A text that is normal stays as it is.
    """
    plain = "".join(filter(str.isalnum, _folded(text)))
    return plain[:2] + plain[2:].translate(_MISTAKEN)


def expression(search: str) -> str:
    """Which plates a search means, as a regular expression that Python and PostgreSQL read alike: * stands for any
    characters, ? for one.
    """
    wanted = (each for each in _folded(search) if each.isalnum() or each in "*?")
    return "^" + "".join(_SEARCH.get(each, each) for each in wanted) + "$"


def _folded(text: str) -> str:
    """Twice, since a capital may be written in more than one way."""
    once = unicodedata.normalize("NFKC", text).upper()
    return unicodedata.normalize("NFKC", once).upper()
