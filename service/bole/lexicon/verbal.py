"""What people write who did what a term names: planned … lessons for lesson planning, 审核…合同 for 合同审核."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.folding import HAN, fold_term
from bole.lexicon.inflection import VerbForms, verb_forms
from bole.lexicon.resources import load_mapping, mapping, strings

GAP = " ... "
"""Stands in a folded spelling for a few words in between; written " … "."""

_HAN_TERM = re.compile(rf"([{HAN}]{{2,4}})([{HAN}]{{2}})")
_WORD_GAP = "…"


def verbal_spellings(term: str) -> tuple[str, ...]:
    """Returns further spellings of a term that name the work as something done, folded; none for most terms.

    Args:
        term: A spelling as a posting or the skill table has it, in any case and width.
    """
    folded = fold_term(term)
    if _HAN_TERM.fullmatch(folded):
        return _in_han(folded)
    found = [form for phrase in _verbs().phrases.get(folded, ()) for form in _inflected(phrase)]
    if " " not in folded:
        return tuple(dict.fromkeys((*_alone(folded), *found)))
    return tuple(dict.fromkeys((*_with_object(folded), *found)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verbs:
    heads: dict[str, tuple[str, ...]]
    alone: dict[str, str]
    phrases: dict[str, tuple[str, ...]]
    forms: dict[str, VerbForms]
    not_objects: frozenset[str]
    han: frozenset[str]
    han_not_objects: frozenset[str]


def _alone(word: str) -> tuple[str, ...]:
    entry = _verbs().alone.get(word)
    if entry is None:
        return ()
    return _inflected(entry) if _WORD_GAP in entry else (_forms(entry).past,)


def _with_object(term: str) -> tuple[str, ...]:
    """`lesson planning` and `data analysis`: the last word is work on the things before it."""
    *objects, head = term.split()
    verbs = _verbs()
    if objects[-1] in verbs.not_objects:
        return ()
    thing = " ".join(objects).removesuffix("s") if len(objects) == 1 else " ".join(objects)
    return tuple(form for verb in verbs.heads.get(head, ()) for form in _inflected(f"{verb} {_WORD_GAP} {thing}"))


def _inflected(phrase: str) -> tuple[str, ...]:
    verb, _, thing = (part.strip() for part in phrase.partition(_WORD_GAP))
    forms = _forms(verb)
    return tuple(f"{form}{GAP}{thing}" for form in dict.fromkeys((forms.past, forms.gerund, forms.third, forms.base)))


def _forms(verb: str) -> VerbForms:
    return _verbs().forms.get(verb) or verb_forms(verb)


def _in_han(term: str) -> tuple[str, ...]:
    verbs = _verbs()
    thing, verb = term[:-2], term[-2:]
    if verb not in verbs.han or thing in verbs.han_not_objects or thing[-2:] in verbs.han_not_objects:
        return ()
    return (f"{verb}{GAP}{thing}",)


@lru_cache(maxsize=1)
def _verbs() -> _Verbs:
    data = load_mapping("bole.lexicon", "verbs.yaml")
    known = strings(mapping(load_mapping("bole.lexicon", "cues.yaml")["action"])["english"])
    irregular = tuple(f"{base}:{past}" for base, past in mapping(data["irregular"]).items())
    forms = {entry.partition(":")[0]: verb_forms(entry) for entry in (*known, *irregular)}
    variants = {base: strings(others) for base, others in mapping(data["variants"]).items()}
    barred = frozenset(strings(data["not_verbs"]))
    heads = {form.gerund: (base,) for base, form in forms.items() if " " not in base and base not in barred}
    heads |= {noun: (str(verb),) for noun, verb in mapping(data["heads"]).items()}
    return _Verbs(
        heads={
            noun: (*bases, *(other for base in bases for other in variants.get(base, ())))
            for noun, bases in heads.items()
        },
        alone={word: str(verb) for word, verb in mapping(data["alone"]).items()},
        phrases={fold_term(term): strings(phrases) for term, phrases in mapping(data["phrases"]).items()},
        forms=forms,
        not_objects=frozenset(strings(data["not_objects"])),
        han=frozenset(strings(data["han"])),
        han_not_objects=frozenset(strings(data["han_not_objects"])),
    )
