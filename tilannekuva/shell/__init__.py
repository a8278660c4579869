"""The shell: all that knows Streamlit and the web; pages ask it for the view, for reads, and to show what they have drawn."""
