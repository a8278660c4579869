"""Loads to measure ours beside: the least that reading the same file into DuckDB costs, and a load as it is usually written.

`python -m tests.bench.etl_peers floor|usual FILE.csv|FILE.xlsx FILE.duckdb`
"""

import csv
import sys
from pathlib import Path

import duckdb

from tests.support.sources import ROOT

DATES = ("reported", "recorded")


def floor(path: Path, result: Path) -> int:
    """Read the file into a table with typed columns and no checks, and return its rows; what cannot be read is dropped in silence."""
    if path.suffix == ".xlsx":
        path = _rows_of_workbook(path, result.with_suffix(".csv"))
    names = path.open(encoding="utf-8").readline().strip().split(",")
    columns = ", ".join(f"'{name}': '{'DATE' if name in DATES else 'VARCHAR'}'" for name in names)
    with duckdb.connect(str(result), config={"threads": 2}) as db:
        db.execute(
            f"CREATE TABLE claim AS SELECT * FROM read_csv('{path}', header = true, delim = ',', quote = '\"', escape = '\"', "
            f"columns = {{{columns}}}, auto_detect = false, ignore_errors = true, strict_mode = false)"
        )
        return db.execute("SELECT count(*) FROM claim").fetchall()[0][0]


def _rows_of_workbook(path: Path, rows: Path) -> Path:
    """Write the rows of the first sheet as the reader that we use gives them, with nothing looked at."""
    import python_calamine

    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    with rows.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row[:27] for row in sheet.iter_rows())
    return rows


def usual(path: Path, result: Path) -> int:
    """Read the file with pandas, check it with pandera, and register what is sound with DuckDB; return its rows."""
    import pandas as pd
    import pandera.pandas as pa

    if path.suffix == ".xlsx":
        frame = pd.read_excel(path, dtype=str, keep_default_na=False)
    else:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, on_bad_lines="skip", engine="c", quoting=csv.QUOTE_MINIMAL)
    frame["reported_on"] = pd.to_datetime(frame["reported"], errors="coerce")
    frame["recorded_on"] = pd.to_datetime(frame["recorded"], errors="coerce")
    filled = pa.Check.str_length(min_value=1)
    listed = {column: _codes(column) for column in ("kind", "certainty")}
    schema = pa.DataFrameSchema(
        {
            "claim_id": pa.Column(str, filled, unique=True),
            **{column: pa.Column(str, filled) for column in ("source_id", "quote", "title_fi", "title_sv", "title_en")},
            **{column: pa.Column(str, pa.Check.isin(codes)) for column, codes in listed.items()},
            "reported_on": pa.Column("datetime64[ns]", coerce=True), "recorded_on": pa.Column("datetime64[ns]", coerce=True),
        }
    )  # fmt: skip
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        frame = frame.drop(index=errors.failure_cases["index"].dropna().astype(int).unique(), errors="ignore")
    with duckdb.connect(str(result), config={"threads": 2}) as db:
        db.register("sound", frame)
        db.execute("CREATE TABLE claim AS SELECT * FROM sound")
    return len(frame)


def _codes(column: str) -> list[str]:
    with (ROOT / "data" / "reference" / "vocabularies.csv").open(encoding="utf-8", newline="") as file:
        return [row["code"] for row in csv.DictReader(file) if row["column_code"] == column]


if __name__ == "__main__":
    print({"floor": floor, "usual": usual}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3])))
