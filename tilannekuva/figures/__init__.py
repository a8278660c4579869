"""What is drawn: a frame in, an element tree (or a Plotly figure) out; no Streamlit, no SQL, colours from `palette` alone."""
