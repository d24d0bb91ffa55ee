"""Events to measures: several items, over weeks and in several languages, tell of one rule."""

from measures.lifecycle.as_of import Replaced, Standing, as_of
from measures.lifecycle.folding import bucket, fold

__all__ = ["Replaced", "Standing", "as_of", "bucket", "fold"]
