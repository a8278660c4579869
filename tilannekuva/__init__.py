"""The situation picture (tilannekuva) of the health and social services reform as civil-society organisations see it."""

__version__ = "0.1.0"
