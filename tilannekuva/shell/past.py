"""The choices of the page of readiness over time: as known when, all cells together or by workstream, and the region of the stages."""

import pandas as pd
import streamlit as st

from tilannekuva.exhibits.valmius import AS_KNOWN, KNOWLEDGE, REGION, SPLIT, SPLITS
from tilannekuva.shell.choices import choose
from tilannekuva.texts import text


def choose_split(language: str) -> bool:
    """Draw the choices of the lines and return whether they are by workstream."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="past"):
        choose(KNOWLEDGE, AS_KNOWN, text("history.knowledge", language), lambda name: text(f"history.knowledge_{name}", language))
        return choose(SPLIT, SPLITS, text("history.split", language), lambda name: text(f"history.split_{name}", language)) == SPLITS[1]


def choose_region(regions: pd.DataFrame, language: str) -> str:
    """Draw the choice of one of the regions and return its code."""
    names = dict(zip(regions["region_code"], regions["region"], strict=True))
    return choose(REGION, list(names), text("history.one_region", language), lambda code: names[code], wide=True)
