"""Serving by several processes: nginx before them, and one that looks after all."""
