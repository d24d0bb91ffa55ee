"""A plain TF-IDF and logistic regression classifier, cross-validated: what the rules are measured against."""

from collections.abc import Callable, Sequence
from typing import Any

from measures.model import Assessment, Item
from measures.vocabulary import Action, Border, Group, Impact, Topic

Labelled = tuple[dict[str, Any], Item]

FOLDS = 5
_SEED = 1


def baseline(rows: Sequence[Labelled], folds: int = FOLDS) -> list[tuple[dict[str, Any], Assessment]]:
    """Labelled lines (the codebook's fields as a dict) with what a model of the other folds says of them.

    It reads the words of title and summary, gives no dates and no evidence. Needs
    scikit-learn (ImportError without) and at least two rows; the folds are the same at each run.
    """
    from sklearn.model_selection import KFold

    texts = [f"{item.title} . {item.summary}" for _, item in rows]
    labels = [labelled["labels"] for labelled, _ in rows]
    read: dict[int, Assessment] = {}
    for learn, answer in KFold(min(folds, len(rows)), shuffle=True, random_state=_SEED).split(texts):
        said = _fold([texts[n] for n in learn], [labels[n] for n in learn], [texts[n] for n in answer])
        read |= dict(zip((int(n) for n in answer), said, strict=True))
    return [(labelled, read[number]) for number, (labelled, _) in enumerate(rows)]


def _fold(texts: list[str], labels: list[dict[str, Any]], asked: list[str]) -> list[Assessment]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(min_df=2, sublinear_tf=True)
    known, new = words.fit_transform(texts), words.transform(asked)

    def answers(value: Callable[[dict[str, Any]], object]) -> list[Any]:
        return _answers(known, [value(each) for each in labels], new)

    def sets(name: str, words: Sequence[str]) -> list[tuple[str, ...]]:
        columns = [answers(lambda each, word=word: word in each[name]) for word in words]  # type: ignore[misc]
        return [
            tuple(w for w, is_in in zip(words, row, strict=True) if is_in)
            for row in zip(*columns, strict=True)
        ]

    columns = (
        answers(lambda each: each["is_measure"]),
        sets("topics", list(Topic)),
        answers(lambda each: each["action"]),
        answers(lambda each: each["border_impact"]),
        sets("borders", list(Border)),
        sets("groups", list(Group)),
        # As words: "not said" is an answer of its own.
        answers(lambda each: str(each["frontier_exempt"])),
    )
    return [
        Assessment(
            is_measure=bool(measure),
            topics=tuple(map(Topic, topics)),
            action=Action(action),
            border_impact=Impact(impact),
            borders=tuple(map(Border, borders)),
            groups=tuple(map(Group, groups)),
            frontier_exempt={"True": True, "False": False}.get(exempt),
            valid_from=None,
            valid_until=None,
        )
        for measure, topics, action, impact, borders, groups, exempt in zip(*columns, strict=True)
    ]


def _answers(known: Any, values: list[Any], new: Any) -> list[Any]:
    from sklearn.linear_model import LogisticRegression

    if len(set(values)) == 1:
        return values[:1] * int(new.shape[0])
    model = LogisticRegression(class_weight="balanced", max_iter=1_000, random_state=_SEED)
    said: list[Any] = model.fit(known, values).predict(new).tolist()
    return said
