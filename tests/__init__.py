"""The tests, by what they need: unit, store (DuckDB and PostgreSQL), app, browser; `support` holds what they share."""
