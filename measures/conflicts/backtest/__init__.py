"""Documented conflicts against flagged ones: what was found, what was missed and why, what else was seen."""

from measures.conflicts.backtest.cases import Case, read_cases
from measures.conflicts.backtest.judging import Backtest, Miss, Verdict, judge
from measures.conflicts.backtest.report import as_json, render

__all__ = ["Backtest", "Case", "Miss", "Verdict", "as_json", "judge", "read_cases", "render"]
