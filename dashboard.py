"""The application: Streamlit's pages, our routes, our middleware and what runs beside; `streamlit run dashboard.py` finds `app`."""

import streamlit as st

from tilannekuva.shell.lifespan import lifespan
from tilannekuva.shell.middleware import MIDDLEWARE
from tilannekuva.shell.routes import ROUTES

app = st.App("tilannekuva/shell/navigation.py", lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE)
