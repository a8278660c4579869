"""Text tables drawn in a test, every cell as the text that stands there."""


def records(drawn: str) -> list[dict[str, str]]:
    """Return the rows of a table drawn as `a | b` lines under a heading; dashes, pluses and bars are decoration."""
    lines = [line for line in drawn.strip().splitlines() if line.strip("-+| ")]
    heading, *body = [[cell.strip(" ") for cell in line.split("|")] for line in lines]
    return [dict(zip(heading, cells, strict=True)) for cells in body]
