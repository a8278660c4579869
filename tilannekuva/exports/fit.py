"""How wide columns become and how many lines a text takes in them: counted in letters, for slides and sheets alike."""

import re
from collections.abc import Sequence

WIDEST, LONG_WORD, BESIDE = 70, 22, 3
"""Letters: the most that a column asks for, the longest word that is kept whole, and the space beside the words of a cell."""
_PART = re.compile(r"[^\s-]+-?|-")
"""What is not broken: a word, or the part of one up to its hyphen."""


def widths(columns: Sequence[Sequence[str]], room: float, sizes: Sequence[float] = ()) -> list[float]:
    """Return the letters that each column is given of *room*, by the texts in it (its heading among them).

    Each has room for its longest word first; what is left goes to those with more text, and to none more than it asks for.  *sizes*
    are those of the letters of each column, as parts of the usual one.
    """
    scales = sizes or [1.0] * len(columns)
    longest = [max(map(len, _PART.findall(" ".join(texts))), default=0) for texts in columns]
    least = [(min(LONG_WORD, word) + BESIDE) * scale for word, scale in zip(longest, scales, strict=True)]
    wanted = [(min(WIDEST, max(map(len, texts))) + BESIDE) * scale for texts, scale in zip(columns, scales, strict=True)]
    lacking = [max(0, most - few) for few, most in zip(least, wanted, strict=True)]
    part = min(1.0, max(0.0, room - sum(least)) / (sum(lacking) or 1))
    return [few + lack * part for few, lack in zip(least, lacking, strict=True)]


def lines(words: str, letters: float) -> int:
    """Return how many lines of so many letters a text takes when only whole words are moved to the next line."""
    count, left = 1, letters
    for word in words.split():
        if len(word) > left and left < letters:
            count, left = count + 1, letters
        broken = int((len(word) - 1) // max(letters, 1))
        count, left = count + broken, left + broken * letters - len(word) - 1
    return count
