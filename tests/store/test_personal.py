"""No personal data in the store, wherever in a file they stood."""

import io
import shutil
from contextlib import redirect_stdout
from pathlib import Path

from sqlalchemy import select

from etl.__main__ import main as etl
from tests.conftest import ROOT
from tests.support.stores import closing
from tilannekuva.store.engine import Store
from tilannekuva.store.tables import finding, metadata

HEADING, WHOLE, *_ = (ROOT / "data" / "claims" / "public.csv").read_text(encoding="utf-8").splitlines()
SECRETS = ("vvirtanen", "jarjesto.invalid", "4567", "310 1691")
FILES = {
    "preamble": f"Yhteys: vvirtanen@jarjesto.invalid puh. 040 123 4567\n{HEADING}\n{WHOLE}\n",
    "bad_quote": f'{HEADING}\nX1,"vvirtanen@jarjesto.invalid" (09) 310 1691,x\n{WHOLE}\n',
    "ragged_row": f"{HEADING}\nX1,vvirtanen (at) jarjesto.invalid,040.123.4567\n{WHOLE}\n",
    "unknown_column": f"{HEADING},vvirtanen@jarjesto.invalid\n{WHOLE},x\n",
    "unknown_code": f"{HEADING}\n{WHOLE.replace(',amount,', ',vvirtanen@jarjesto.invalid,')}\n",
}


def test_personal_data_of_a_file_are_neither_stored_nor_told(store_address: str, tmp_path: Path) -> None:
    """Above the header, in a damaged row, as a heading, as a value: the finding says where it was, without it."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("store"))
    for code, content in FILES.items():
        (data / "claims" / f"{code}.csv").write_text(content, encoding="utf-8")
    with redirect_stdout(io.StringIO()) as out:
        assert etl(["load", "--data", str(data), "--store", store_address, "--json"]) == 1
        etl(["check", "--data", str(data)])
    assert not [secret for secret in SECRETS if secret in out.getvalue()]
    with closing(Store(store_address)) as store, store.connect() as db:
        assert {(f"claims/{code}.csv", code) for code in FILES} <= set(map(tuple, db.execute(select(finding.c.file, finding.c.code))))
        told = [str(tuple(row)) for table in metadata.sorted_tables for row in db.execute(select(table))]
    assert not [row for row in told if any(secret in row for secret in SECRETS)]
