"""The read model: SQL in, frames with promised columns out; every number on a page or in a file comes from here."""
