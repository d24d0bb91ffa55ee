"""The sentences of a border-effects note: English templates by code, translated where they are shown."""

from measures.conflicts.reasons import GROUPS as _GROUPS
from measures.conflicts.reasons import STEPS as _STEPS
from measures.conflicts.reasons import TEMPLATES as _REASONS
from measures.conflicts.reasons import TOPICS as _TOPICS
from measures.vocabulary import ConflictKind

TEMPLATES: dict[str, str] = {
    "title": "Border-effects note",
    "compared": "The draft laid over the measures known to this dashboard, compared with how things stand on "
    "{day}. Nothing of it is saved.",
    "drafts": "The draft",
    "draft": "“{title}” of {country} ({authority}), from {since} to {until}.",
    "draft_open": "“{title}” of {country} ({authority}), from {since}, with no last day.",
    "draft_rule": "On {rule}: {strength}.",
    "question_regions": "1. Which border regions does it touch?",
    "question_groups": "2. Who would notice it?",
    "question_effects": "3. Which effects, and how large?",
    "question_avoid": "4. Can the effects be avoided or made smaller?",
    "question_consult": "5. Who is to be asked before the decision?",
    "touches_all": "{border}: it holds along the whole border on the side of {country} ({regions}).",
    "touches": "{border}: it holds in these border regions of {country}: {regions}.",
    "opposite": "Over against them, in {other}: {regions}.",
    "touches_none": "The draft touches none of the three borders.",
    "groups_named": "It concerns: {groups}.",
    "groups_hurt": "Hit by conflicts that it would cause or make worse: {groups}.",
    "no_effect": "No conflict would begin, end or change.",
    "created": "{border}: a conflict would begin on {topics} ({kind}), from {since} to {until}, severity "
    "{severity} of 5.",
    "ended": "{border}: a conflict on {topics} ({kind}) of severity {severity} would not exist.",
    "worsened": "{border}: a conflict on {topics} ({kind}) would get worse: severity {before} to {after}.",
    "more_groups": "{border}: a conflict on {topics} ({kind}) would hit more groups of people.",
    "eased": "{border}: a conflict on {topics} ({kind}) would get lighter: severity {before} to {after}.",
    "lengthened": "{border}: a conflict on {topics} ({kind}) would last longer, by {days} days, until "
    "{until}.",
    "shortened": "{border}: a conflict on {topics} ({kind}) would be shorter, by {days} days, until {until}.",
    "nothing_to_avoid": "The draft would cause no conflict and make none worse.",
    "way_say_exemption": "Say in the text whether frontier workers are exempt: a text that is silent is read "
    "in two ways at the two ends of a bridge.",
    "way_give_end": "Give a last day, or a day on which it is reviewed.",
    "way_exempt_workers": "Exempt frontier workers, and name one paper that proves it and that the neighbour "
    "knows too.",
    "way_exempt_others": "Think of the others who cross daily: pupils and students, family carers, patients, "
    "the self-employed.",
    "way_accept_papers": "Accept the neighbour's form, test or certificate in place of an own one.",
    "way_same_step": "Agree with the neighbour on how strict the rule is, or on a lighter form of it in the "
    "border regions.",
    "way_same_day": "Let it begin and end on the same days as the neighbour's rule.",
    "way_arrange_tax": "Agree with the neighbour that days worked at home count for tax and social security "
    "as before.",
    "way_keep_open": "Keep one crossing or connection open, and tell of closures early enough for another "
    "way.",
    "way_tell_neighbour": "Tell the neighbour and the border information points before the rule is "
    "announced.",
    "ask_neighbour": "{border}: the authorities of {other} on the other side.",
    "forums": "Forums to try first: {forums}.",
    "nobody_to_ask": "Nobody beyond the usual, as no border is touched.",
    "limits": "Made by comparing the rules known on both sides. It lists what can be told from these; it "
    "takes the place of no consultation. The questions are those of the Dutch guide on border effects "
    "(Leidraad Grenseffecten).",
    **{
        code: _REASONS[code]
        for code in ("commuters", "exempt", "exempt_with_documents", "not_exempt", "unsaid")
    },
    **{f"why_{code}": text for code, text in _REASONS.items()},
}

TOPICS = _TOPICS
STEPS = _STEPS
GROUPS = _GROUPS

KINDS: dict[str, str] = {
    ConflictKind.BLOCKED_CROSSING: "Blocked crossing",
    ConflictKind.CONTRADICTORY_DUTIES: "Contradictory duties",
    ConflictKind.MISSING_EXEMPTION: "Missing exemption",
    ConflictKind.DIVERGENT_STRICTNESS: "Rules of different strictness",
    ConflictKind.TIMING_GAP: "Gap in time",
    ConflictKind.SOCIAL_SECURITY_TAX_GAP: "Gap in social security or tax",
    ConflictKind.CAPACITY_OR_TRANSPORT: "Capacity or transport",
    ConflictKind.INFORMATION_GAP: "Gap in information",
}

# What can be done about a conflict of each kind, the most effective first.
WAYS: dict[ConflictKind, tuple[str, ...]] = {
    ConflictKind.BLOCKED_CROSSING: ("way_exempt_workers", "way_exempt_others", "way_tell_neighbour"),
    ConflictKind.CONTRADICTORY_DUTIES: ("way_accept_papers", "way_exempt_workers"),
    ConflictKind.MISSING_EXEMPTION: ("way_exempt_workers", "way_exempt_others"),
    ConflictKind.DIVERGENT_STRICTNESS: ("way_same_step", "way_same_day"),
    ConflictKind.TIMING_GAP: ("way_same_day",),
    ConflictKind.SOCIAL_SECURITY_TAX_GAP: ("way_arrange_tax",),
    ConflictKind.CAPACITY_OR_TRANSPORT: ("way_keep_open", "way_tell_neighbour"),
    ConflictKind.INFORMATION_GAP: ("way_give_end", "way_say_exemption", "way_tell_neighbour"),
}
