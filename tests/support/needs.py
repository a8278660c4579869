"""What to do when this machine lacks something that a part of the tests needs."""

import os
from typing import NoReturn

import pytest

CANNOT_RUN = "cannot run here: "
"""Start of the reason of such a skip; dev.py repeats these reasons at the end of a run."""


def cannot_run(reason: str) -> NoReturn:
    """Skip the test because of this machine; under CI, where every part has to run, fail it."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(CANNOT_RUN + reason, pytrace=False)
    pytest.skip(CANNOT_RUN + reason)
