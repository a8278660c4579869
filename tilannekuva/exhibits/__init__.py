"""What pages show and what files carry, by name: a builder asks the read model and returns a table, the same for both."""
