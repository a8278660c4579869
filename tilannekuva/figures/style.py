"""How elements look: the palette of both themes and style.css, for the page and for files that open in a browser."""

from functools import cache
from pathlib import Path

from tilannekuva.figures.palette import THEMES, css_variables

HERE = Path(__file__).parent
STAGES = ("no-data", "not-started", "in-preparation", "drafted", "decided", "in-operation", "background")
SELECTOR = {"no-data": ".no-information", "background": ":is(.paused, .ended)"}
SYSTEM = {"light": "@media not (prefers-color-scheme: dark)", "dark": "@media (prefers-color-scheme: dark)"}
HATCH = "repeating-linear-gradient(135deg, transparent 0 5px, var(--hairline) 5px 6px)"


def _stage_rules() -> str:
    rules = []
    for key in STAGES:
        chosen = SELECTOR.get(key, f".{key}")
        rules.append(
            f":is(.cell, .tile, .bar){chosen} {{ background: var(--{key}-fill); color: var(--{key}-text); border-color: var(--{key}-outline); }}"
        )
    rules.append(f":is(.cell, .tile, .bar).no-information {{ background-image: {HATCH}; border-style: dashed; border-color: var(--hairline); }}")
    return "\n".join(rules)


def _themes() -> str:
    shared = (
        "--quiet: color-mix(in srgb, var(--background-text) 72%, var(--background-fill));"
        "--hairline: color-mix(in srgb, var(--background-text) 20%, var(--background-fill)); --focus: var(--drafted-fill);"
    )
    rules = {theme: f"{{ {css_variables(theme)}{shared} }}" for theme in THEMES}
    told = [f'.canvas[data-theme="{theme}"] {rule}' for theme, rule in rules.items()]
    # Before any script nobody has told the theme: the reader's system knows it.
    unasked = [f"{SYSTEM[theme]} {{ .canvas:not([data-theme]) {rule} }}" for theme, rule in rules.items()]
    return "\n".join(told + unasked)


@cache
def stylesheet() -> str:
    """Return the CSS: the palette of both themes, the stages, and style.css."""
    return "\n".join((_themes(), (HERE / "style.css").read_text(encoding="utf-8"), _stage_rules()))
