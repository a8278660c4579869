"""The application: Streamlit's pages, our routes and our middleware; `streamlit run dashboard.py` finds `app`."""

import streamlit as st

from tilannekuva.shell.middleware import MIDDLEWARE
from tilannekuva.shell.routes import ROUTES

app = st.App("tilannekuva/shell/navigation.py", routes=ROUTES, middleware=MIDDLEWARE)
