"""Texts of strangers, on their way to a terminal, a table, or a page."""

import re
import unicodedata

SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST_LINE = 300  # characters


def well_formed(text: str) -> str:
    """Half a surrogate pair, which no file can hold, becomes the sign for what cannot be read."""
    return SURROGATE.sub("\ufffd", text)


def plain(text: object, longest: int = LONGEST_LINE) -> str:
    """One line without a character that steers a terminal or a reader's eye: those are spelt out."""
    text = str(text)
    shown = "".join(map(spelt, text[:longest]))
    return shown if len(text) <= longest else f"{shown} ..."


def spelt(character: str) -> str:
    if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
        return character
    return character.encode("unicode_escape", "backslashreplace").decode()


def cell_of_table(value):
    """A spreadsheet takes a text that begins so for a formula."""
    if not isinstance(value, str):
        return value
    text = plain(value, 2000)
    return f"'{text}" if unicodedata.normalize("NFKC", text.lstrip())[:1] in ("=", "+", "-", "@", "|", "%") else text
