"""The domain: what a measure is, what it does at a border, and where two sides collide."""

VERSION = "0.1.0"
"""The program's version, as pyproject.toml has it."""
