"""The rules of the house that no tool knows: a checker takes a file's text and returns what is wrong with it."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

LONGEST_FUNCTION, LONGEST_MODULE = 50, 300
CLOCKS = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime",
    "pandas.Timestamp.now", "pandas.Timestamp.today", "pandas.Timestamp.utcnow",
    "sqlalchemy.func.now", "sqlalchemy.func.current_date", "sqlalchemy.func.current_timestamp", "sqlalchemy.func.today",
}  # fmt: skip
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "pathlib.Path.home", "os.path.expanduser"}
MAY_READ_SURROUNDINGS = (
    "tilannekuva/store/engine.py",
    "tilannekuva/shell/",
    "etl/__main__.py",
    "tilannekuva/__main__.py",
)
"""The places that know the day and the environment; everything else is told. The two __main__ are the command lines."""
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}){1,2}(?![0-9A-Za-z_-])")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
FINNISH_LETTERS = re.compile(r"[åäöÅÄÖ]")
SENTENCE = re.compile(r"[^\W\d_]{2,},? [^\W\d_]{2,}")

Functions = ast.FunctionDef | ast.AsyncFunctionDef


def too_long(code: str) -> list[str]:
    """Functions over 50 lines, and a module over 300."""
    lines = len(code.splitlines())
    functions = [node for node in ast.walk(ast.parse(code)) if isinstance(node, Functions)]
    lengths = [(node, (node.end_lineno or 0) - node.lineno + 1) for node in functions]
    long = [f"{node.lineno}: {node.name} has {length} lines" for node, length in lengths if length > LONGEST_FUNCTION]
    return ([f"1: the module has {lines} lines"] if lines > LONGEST_MODULE else []) + long


def undocumented(code: str) -> list[str]:
    """Public functions, methods and classes without a docstring or without full annotations."""
    found = []
    for node in _public(ast.parse(code).body):
        if not ast.get_docstring(node):
            found.append(f"{node.lineno}: {node.name} has no docstring")
        if isinstance(node, Functions):
            found += [f"{node.lineno}: {node.name} does not annotate {name}" for name in _bare_arguments(node)]
    return found


def untold_tests(code: str) -> list[str]:
    """Tests without a line that says what they promise."""
    functions = [node for node in ast.walk(ast.parse(code)) if isinstance(node, Functions)]
    tests = [node for node in functions if node.name.startswith("test_") and not ast.get_docstring(node)]
    return [f"{node.lineno}: {node.name} has no docstring" for node in tests]


def careless_errors(code: str) -> list[str]:
    """Bare except, handlers that only pass, and assert, which vanishes under python -O."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assert):
            found.append(f"{node.lineno}: assert")
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                found.append(f"{node.lineno}: catches everything")
            if all(isinstance(step, ast.Pass) or _is_ellipsis(step) for step in node.body):
                found.append(f"{node.lineno}: hides the error")
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "suppress":
            broad = [name for name in map(ast.unparse, node.args) if name in ("Exception", "BaseException")]
            found += [f"{node.lineno}: suppresses every error"] if broad else []
    return found


def surroundings_read(code: str) -> list[str]:
    """Reads of the clock or the environment; durations (monotonic, perf_counter) are no clock."""
    tree = ast.parse(code)
    names = _names(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, _, rest = ast.unparse(node).partition(".")
            full = f"{names.get(first, first)}.{rest}".rstrip(".")
            if full in CLOCKS | ENVIRONMENT and isinstance(node.ctx, ast.Load):
                found.append(f"{node.lineno}: reads {full}")
    return found


def colours(text: str) -> list[str]:
    """Colour codes, which belong into palette.py alone."""
    return [f"{nth}: {code}" for nth, line in enumerate(text.splitlines(), 1) for code in COLOUR.findall(line)]


def unfinished(code: str) -> list[str]:
    """Comments that put work off."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT]
    return [f"{token.start[0]}: {token.string}" for token in comments if UNFINISHED.search(token.string)]


def reader_texts(code: str, *, sentences: bool) -> list[str]:
    """Literals that a reader would see: with å, ä or ö, and (where *sentences*) with two words in a row."""
    tree = ast.parse(code)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    literals = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    told = [node for node in literals if id(node) not in docstrings]
    shown = [node for node in told if FINNISH_LETTERS.search(node.value) or (sentences and SENTENCE.search(node.value))]
    return [f"{node.lineno}: {node.value!r}" for node in shown]


def _public(body: list[ast.stmt]) -> Iterator[Functions | ast.ClassDef]:
    for node in body:
        if isinstance(node, Functions | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def _bare_arguments(node: Functions) -> list[str]:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    bare = [argument.arg for argument in arguments if argument and not argument.annotation]
    return [name for name in bare if name not in ("self", "cls")] + ([] if node.returns else ["what it returns"])


def _is_ellipsis(step: ast.stmt) -> bool:
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant) and step.value.value is ...


def _names(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for: dt → datetime.datetime after `from datetime import datetime as dt`."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names
