"""How wide columns become and how many lines a text takes in them: counted in letters, for slides and sheets alike."""

from collections.abc import Sequence

WIDEST, LONG_WORD = 70, 22
"""Letters: the most that a column asks for, and the longest word that is kept whole."""


def widths(columns: Sequence[Sequence[str]], room: float) -> list[float]:
    """Return the letters that each column is given of *room*, by the texts in it (its heading among them).

    Each has room for its longest word first; what is left goes to those with more text, and to none more than it asks for.
    """
    least = [min(LONG_WORD, max(len(word) for one in texts for word in (one.split() or [""]))) + 3 for texts in columns]
    wanted = [min(WIDEST, max(map(len, texts))) + 3 for texts in columns]
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
