"""The domain: what a measure is, what it does at a border, and where two sides collide."""
