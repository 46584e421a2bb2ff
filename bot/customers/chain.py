"""Venting that is never twice the same: markovify over phrases instead of words.

Over single words a chain of so little text yields broken English. Here the author marks the seams, a phrase is
one token, and between two phrases stands a joint: the connective with which the next phrase begins, or the end
of a sentence. With a state of one token the joint alone decides what may follow, so whatever is joined is
grammatical as long as the phrases keep the few rules of docs/writing-personas.md, and a seam that breaks one is
shut.
"""

import bisect
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Self

import markovify
from markovify.chain import BEGIN, END
from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from bot.customers.persona import Lines, Register

SEAM = "|"
NEW_SENTENCE = "\N{PILCROW SIGN}"
"""The joint after a finished sentence. A line's end is that joint too: it may end the vent or go on."""
_JOINT = "\N{LEFTWARDS ARROW WITH HOOK}"  # begins every joint token, so that no phrase can be taken for one
_ENDS = re.compile(r"[.!?\u2026][\"')\]\u2019\u201d]*$")
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*|\{[a-z_0-9]+\}")
_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class VentLimits(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: tuple[int, int]
    characters: int
    alike: int
    tries: int


class JointRules(BaseModel):
    """joints.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clause: tuple[str, ...]
    noun: tuple[str, ...]
    remark: tuple[str, ...]
    remark_verbs: tuple[str, ...]
    adverbs: tuple[str, ...]
    subjects: tuple[str, ...]
    question_starts: tuple[str, ...]
    waits: tuple[str, ...]
    leans: tuple[str, ...]
    leans_within: tuple[str, ...]
    leans_at_end: tuple[str, ...]
    limits: VentLimits
    centres: dict[Register, float]


@cache
def joint_rules() -> JointRules:
    data = files(__package__).joinpath("joints.toml").read_text(encoding="utf-8")
    return JointRules.model_validate(tomllib.loads(data))


def finishes(phrase: str) -> bool:
    """Whether a phrase ends its sentence."""
    return _ENDS.search(phrase) is not None


def words_of(phrase: str) -> list[str]:
    return [word.casefold().replace("\u2019", "'") for word in _WORD.findall(phrase)]


def slots_of(phrase: str) -> tuple[str, ...]:
    return tuple(_SLOT.findall(phrase)) if "{" in phrase else ()


def phrases_of(line: str) -> list[str]:
    return [part for part in (re.sub(r"\s+", " ", raw).strip() for raw in line.split(SEAM)) if part]


def joined(phrases: Iterable[str]) -> str:
    """Phrases as one text, every sentence with its capital."""
    text = ""
    for phrase in phrases:
        said = phrase[:1].upper() + phrase[1:] if not text or finishes(text) else phrase
        text = f"{text} {said}" if text else said
    return text


def _begins_with(words: Sequence[str], entries: Iterable[str]) -> str | None:
    """The longest of `entries` with which `words` begin."""
    best = ""
    for entry in entries:
        parts = entry.split()
        if len(entry) > len(best) and list(words[: len(parts)]) == parts:
            best = entry
    return best or None


def _is_clause(words: Sequence[str], *, question: bool) -> bool:
    """Whether words can be a clause with its own subject."""
    rules = joint_rules()
    left = list(words)
    while left and (adverb := _begins_with(left, rules.adverbs)):
        if _begins_with(left, rules.subjects):
            break
        left = left[len(adverb.split()) :]
    if len(left) < 2:
        return False
    if left[0].startswith("{") or _begins_with(left, rules.subjects):
        return True
    return question and _begins_with(left, rules.question_starts) is not None


@dataclass(frozen=True, slots=True)
class Seam:
    """A seam as the program understands it."""

    before: str
    after: str
    joint: str
    shut: str = ""
    """Why only these two phrases may stand together; empty where the seam is open."""

    @property
    def word(self) -> str:
        """The joint as an author would call it."""
        return "a new sentence" if self.joint == NEW_SENTENCE else self.joint[1:].split("/")[0]


def _waits(sentence: str) -> bool:
    """Whether the main clause of a sentence is still to come."""
    words = words_of(sentence)
    return _begins_with(words, joint_rules().waits) is not None and "," not in sentence.rstrip(",")


def _speaks_of_another(words: Sequence[str]) -> bool:
    rules = joint_rules()
    return any(word in rules.leans_within for word in words) or (bool(words) and words[-1] in rules.leans_at_end)


def leans(opening: str) -> bool:
    """Whether the first phrase of a sentence speaks of somebody whom only the sentence before has named."""
    words = words_of(opening)
    return bool(_begins_with(words, joint_rules().leans)) or _speaks_of_another(words)


def _inner_joint(sentence: str, after: str, *, question: bool) -> tuple[str, str]:
    """The joint of a seam inside a sentence, and why it is shut."""
    rules = joint_rules()
    words = words_of(after)
    own = f"{_JOINT}{after}"
    kind = "?" if question else "."
    if _waits(sentence):
        return own, "waits"
    if _speaks_of_another(words):
        return own, "leans"
    clause = _begins_with(words, rules.clause)
    if clause is not None:
        rest = words[len(clause.split()) :]
        if _begins_with(rest, rules.waits) and "," in after.rstrip(","):
            rest = words_of(after.split(",", 1)[1])  # "and when I rang you, nobody cared"
        if _is_clause(rest, question=question):
            return f"{_JOINT}{clause}/{kind}", ""
    if _begins_with(words, rules.remark) and len(words) > 1 and words[1] in rules.remark_verbs:
        return f"{_JOINT}{words[0]}/{kind}", ""
    noun = _begins_with(words, rules.noun)
    if noun is not None and len(words) > len(noun.split()):
        return f"{_JOINT}{noun} … {words[-1]}/{kind}", ""
    return own, "no subject" if clause is not None else "no joint"


def seams_of(line: str) -> list[Seam]:
    """The seams of one corpus line."""
    parts = phrases_of(line)
    seams: list[Seam] = []
    begun = 0
    for nth in range(len(parts) - 1):
        before, after = parts[nth], parts[nth + 1]
        if finishes(before):
            begun = nth + 1
            if leans(after):
                seams.append(Seam(before, after, f"{_JOINT}{after}", "leans"))
            else:
                seams.append(Seam(before, after, NEW_SENTENCE))
            continue
        end = next((p for p in parts[nth + 1 :] if finishes(p)), parts[-1])
        question = end.rstrip("\"')\u2019\u201d").endswith("?")
        sentence = " ".join(parts[begun : nth + 1])
        joint, shut = _inner_joint(sentence, after, question=question)
        seams.append(Seam(before, after, joint, shut))
    return seams


class PhraseChain(markovify.Chain):  # type: ignore[misc] # markovify ships no types
    """A chain that draws from the call's own generator: markovify's uses the process-wide one."""

    def draw(self, rng: Random, fits: Callable[[str], bool], fewest: int, most: int) -> list[str] | None:
        """One walk of `fewest` to `most` phrases; None where it came to nothing that fits."""
        walked: list[str] = []
        state, phrases = BEGIN, 0
        while True:
            options: Mapping[str, float] = self.model.get((state,), {})
            open_ones = [
                (token, weight)
                for token, weight in options.items()
                if (phrases >= fewest if token == END else is_joint(token))
                or (token != END and not is_joint(token) and phrases < most and token not in walked and fits(token))
            ]
            if not open_ones:
                return None
            totals = list(accumulate(weight for _, weight in open_ones))
            token = open_ones[bisect.bisect(totals, rng.random() * totals[-1], hi=len(totals) - 1)][0]
            if token == END:
                return walked
            walked.append(token)
            phrases += not is_joint(token)
            state = token

    def paths(
        self, fits: Callable[[str], bool], fewest: int, most: int, walked: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, ...]]:
        """Every run of phrases that a walk can yield, short ones first from each beginning."""
        joints = list(self.model.get((walked[-1] if walked else BEGIN,), {}))
        if len(walked) >= fewest and NEW_SENTENCE in joints:
            yield walked
        if len(walked) == most:
            return
        for joint in joints:
            for token in self.model.get((joint,), {}):
                if token != END and token not in walked and fits(token):
                    yield from self.paths(fits, fewest, most, (*walked, token))


def is_joint(token: str) -> bool:
    return token == NEW_SENTENCE or token.startswith(_JOINT)


class PhraseText(markovify.Text):  # type: ignore[misc] # markovify ships no types
    """A corpus of seamed lines: a line is markovify's sentence, a phrase or a joint its word."""

    def sentence_split(self, text: str) -> list[str]:
        return [line for line in text.splitlines() if line.strip()]

    def word_split(self, sentence: str) -> list[str]:
        parts = phrases_of(sentence)
        tokens = parts[:1]
        for seam in seams_of(sentence):
            tokens += [seam.joint, seam.after]
        # A finished line may be followed by any sentence, and any line may be such a sentence.
        return [NEW_SENTENCE, *tokens, NEW_SENTENCE]

    def word_join(self, words: Iterable[str]) -> str:
        return joined(word for word in words if not is_joint(word))

    def test_sentence_input(self, sentence: str) -> bool:
        """Quotes and brackets stand inside a phrase and stay whole: nothing to reject."""
        return bool(sentence.strip())

    @classmethod
    def from_chain(
        cls,
        chain_json: Mapping[tuple[str, ...], dict[str, float]],
        corpus: str | None = None,
        parsed_sentences: list[list[str]] | None = None,
    ) -> Self:
        """markovify.combine builds its result here; the chain must stay one that takes a generator."""
        chain = PhraseChain(None, 1, model=dict(chain_json))
        return cls(corpus, state_size=1, chain=chain, parsed_sentences=parsed_sentences)


def _text_of(lines: Sequence[str]) -> PhraseText:
    text = PhraseText("\n".join(line.replace("\n", " ") for line in lines), state_size=1)
    text.chain = PhraseChain(None, 1, model=text.chain.model)
    return text


class Venting:
    """The phrase chains of one customer, blended by anger."""

    def __init__(self, vents: Lines) -> None:
        self._texts = {
            register: _text_of(lines)
            for register in Register
            if (lines := [line for line in vents.of(register) if finishes(line.strip())])
        }
        self._blend = lru_cache(maxsize=32)(self._combined)

    def chain_at(self, anger: int) -> PhraseChain | None:
        """The blend for an anger, in steps of a tenth."""
        weights = self._weights(anger)
        return self._blend(weights) if weights else None

    def count(self, fits: Callable[[str], bool], up_to: int) -> int:
        """How many different vents there are over all moods, counted one by one up to a limit."""
        rules = joint_rules()
        seen: dict[str, None] = {}
        for centre in sorted(rules.centres.values(), reverse=True):
            chain = self.chain_at(round(centre))
            for phrases in chain.paths(fits, *rules.limits.phrases) if chain else ():
                text = joined(phrases)
                if text not in seen and len(text) <= rules.limits.characters and varied(phrases):
                    seen[text] = None
                    if len(seen) >= up_to:
                        return len(seen)
        return len(seen)

    def _weights(self, anger: int) -> tuple[tuple[Register, int], ...]:
        """Parts of ten of each register, from the two whose centres lie around the anger."""
        centres = joint_rules().centres
        order = sorted(centres, key=lambda register: centres[register])
        if anger <= centres[order[0]]:
            parts = {order[0]: 10}
        elif anger >= centres[order[-1]]:
            parts = {order[-1]: 10}
        else:
            upper = next(nth for nth, register in enumerate(order) if centres[register] >= anger)
            low, high = order[upper - 1], order[upper]
            share = round(10 * (anger - centres[low]) / (centres[high] - centres[low]))
            parts = {low: 10 - share, high: share}
        return tuple((register, part) for register, part in parts.items() if part and register in self._texts)

    def _combined(self, weights: tuple[tuple[Register, int], ...]) -> PhraseChain:
        if len(weights) == 1:
            chain: PhraseChain = self._texts[weights[0][0]].chain
            return chain
        texts = [self._texts[register] for register, _ in weights]
        # Parts per line, so that a long corpus does not drown its neighbour.
        shares = [part / max(1, len(text.parsed_sentences)) for text, (_, part) in zip(texts, weights, strict=True)]
        blended: PhraseChain = markovify.combine(texts, shares).chain
        return blended

    def draw(
        self, anger: int, rng: Random, *, fits: Callable[[str], bool], accepts: Callable[[str], bool]
    ) -> tuple[str, tuple[str, ...]] | None:
        """A vent as a template, and the phrases it is made of.

        `fits` says whether a phrase may be used, `accepts` whether the whole may be said.
        """
        chain = self.chain_at(anger)
        if chain is None:
            return None
        limits = joint_rules().limits
        for _ in range(limits.tries):
            walked = chain.draw(rng, fits, *limits.phrases)
            if walked is None:
                continue
            phrases = tuple(token for token in walked if not is_joint(token))
            template = joined(phrases)
            if len(template) <= limits.characters and varied(phrases) and accepts(template):
                return template, phrases
        return None


def varied(phrases: Sequence[str]) -> bool:
    """Whether no two phrases of a vent say the same: a slot twice, or much the same words."""
    slots: list[str] = []
    for nth, phrase in enumerate(phrases):
        if any(slot in slots for slot in slots_of(phrase)):
            return False
        slots += slots_of(phrase)
        if any(fuzz.token_set_ratio(phrase, other) >= joint_rules().limits.alike for other in phrases[:nth]):
            return False
    return True
