"""The least that Streamlit can serve: what its own page costs, whatever is drawn on it."""

import streamlit as st

st.title("Hello")
