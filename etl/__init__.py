"""From source files to a new generation of the store: extract, validate, build, publish. See etl/__main__.py."""
