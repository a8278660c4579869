"""The product's own source files, for the tests that read them as text."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("tilannekuva", "etl", "pages")


def product_files() -> list[Path]:
    """Return every Python file of the product, dashboard.py included."""
    found = [path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in [*found, ROOT / "dashboard.py"] if path.exists())


def files_of_tests() -> list[Path]:
    """Return every Python file of the tests."""
    return sorted((ROOT / "tests").rglob("*.py"))


def relative(path: Path) -> str:
    """Return the path as it is written in the project, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST, package: str = "") -> Iterator[tuple[int, str]]:
    """Yield the line and the dotted name of everything imported, inside functions too.

    `from a import b` yields a.b, because b may be a module; *package* resolves relative imports.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
