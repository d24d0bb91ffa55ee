"""A plain TF-IDF and logistic regression classifier, cross-validated: what the rules are measured against."""

from collections.abc import Sequence
from typing import Any

from measures.model import Assessment, Item
from measures.vocabulary import Action, Border, Group, Impact, Topic

Labelled = tuple[dict[str, Any], Item]

FOLDS = 5
_SEED = 1
_SEVERAL: dict[str, tuple[Any, ...]] = {
    "topics": tuple(Topic),
    "borders": tuple(Border),
    "groups": tuple(Group),
}
_TRUTH = {"True": True, "False": False, "None": None}


def baseline(rows: Sequence[Labelled], folds: int = FOLDS) -> list[tuple[dict[str, Any], Assessment]]:
    """Labelled lines (the codebook's fields as a dict) with what a model of the other folds says of them.

    It reads the words of title and summary, gives no dates and no evidence. Needs
    scikit-learn (ImportError without) and at least two rows; the folds are the same at each run.
    """
    from sklearn.model_selection import KFold

    texts, labels = [text_of(item) for _, item in rows], [labelled["labels"] for labelled, _ in rows]
    read: dict[int, Assessment] = {}
    for learn, answer in KFold(min(folds, len(rows)), shuffle=True, random_state=_SEED).split(texts):
        plain = Baseline([texts[n] for n in learn], [labels[n] for n in learn])
        said = plain.read([texts[n] for n in answer])
        read |= dict(zip((int(n) for n in answer), said, strict=True))
    return [(labelled, read[number]) for number, (labelled, _) in enumerate(rows)]


def text_of(item: Item) -> str:
    """What the baseline reads of an item."""
    return f"{item.title} . {item.summary}"


class Baseline:
    """One model a label, and one a value of labels that have several, learnt from labelled texts."""

    def __init__(self, texts: Sequence[str], labels: Sequence[dict[str, Any]]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._words = TfidfVectorizer(min_df=2, sublinear_tf=True)
        known = self._words.fit_transform(texts)
        self._single = {
            name: _Answer(known, [str(each[name]) for each in labels])
            for name in ("is_measure", "action", "border_impact", "frontier_exempt")
        }
        self._several = {
            (name, value): _Answer(known, [value in each[name] for each in labels])
            for name, values in _SEVERAL.items()
            for value in values
        }

    def read(self, texts: Sequence[str]) -> list[Assessment]:
        """What it says of each text."""
        found = self._words.transform(texts)
        single = {name: answer.of(found) for name, answer in self._single.items()}
        several = {key: answer.of(found) for key, answer in self._several.items()}

        def values(name: str, number: int) -> tuple[Any, ...]:
            return tuple(value for value in _SEVERAL[name] if several[name, value][number])

        return [
            Assessment(
                is_measure=_TRUTH[single["is_measure"][number]] is True,
                topics=values("topics", number),
                action=Action(single["action"][number]),
                border_impact=Impact(single["border_impact"][number]),
                borders=values("borders", number),
                groups=values("groups", number),
                frontier_exempt=_TRUTH[single["frontier_exempt"][number]],
                valid_from=None,
                valid_until=None,
            )
            for number in range(len(texts))
        ]


class _Answer:
    """A logistic regression, or the only answer that there was to learn."""

    def __init__(self, known: Any, values: Sequence[Any]) -> None:
        from sklearn.linear_model import LogisticRegression

        self._only = list(values[:1]) if len(set(values)) == 1 else []
        if not self._only:
            model = LogisticRegression(class_weight="balanced", max_iter=1_000, random_state=_SEED)
            self._model = model.fit(known, values)

    def of(self, found: Any) -> list[Any]:
        if self._only:
            return self._only * int(found.shape[0])
        said: list[Any] = self._model.predict(found).tolist()
        return said
