"""The store: the tables that DuckDB and PostgreSQL share, the generations of the board, and the one place that opens them."""
