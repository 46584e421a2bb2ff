"""What is wrong with the seams of the corpus: joints that join nothing, phrases that lean on another."""

from collections import Counter
from collections.abc import Iterator

from bot.customers.chain import NEW_SENTENCE, finishes, leans, phrases_of, seams_of, words_of
from bot.customers.check.book import Book, Written
from bot.customers.check.limits import check_limits
from bot.customers.finding import Finding, Severity
from bot.customers.said import MESSAGES

ADVICE = Severity.ADVICE

_SHUT = {
    "no joint": (
        "P042",
        "the seam before “{after} …” joins nothing: no joining word",
        "put the seam before and, but, because …, or after the sentence",
    ),
    "no subject": (
        "P042",
        "the seam before “{after} …” joins nothing: no subject after the joining word",
        "write a full clause: and I waited an hour",
    ),
    "waits": (
        "P043",
        "the main clause comes only after the seam, which therefore stays shut",
        "turn the sentence round, or set a comma where its main clause begins",
    ),
    "leans": (
        "P045",
        "“{after} …” speaks of somebody or something that only the phrase before may have named",
        "name the person or thing: your driver, your colleague, my parcel",
    ),
}


def _seams(book: Book) -> Iterator[Finding]:
    joints = Counter(seam.joint for line in book.corpus for seam in seams_of(line.text) if not seam.shut)
    for line in book.corpus:
        if MESSAGES in line.text:
            yield book.finding("P044", line.path, f"{MESSAGES} in a corpus line", "write | for a seam")
            continue
        if not finishes(line.text.strip()):
            reason = "the line ends no sentence, so the chain leaves it out"
            yield book.finding("P041", line.path, reason, "end it with . ! ? or … (manner takes it away)")
        yield from _phrases(book, line)
        if leans("".join(phrases_of(line.text)[:1])):
            code, reason, repair = _SHUT["leans"]
            said = reason.format(after=" ".join(line.text.split()[:3]))
            yield book.finding(code, line.path, said, repair, ADVICE)
        for seam in seams_of(line.text):
            if seam.shut:
                code, reason, repair = _SHUT[seam.shut]
                said = reason.format(after=" ".join(seam.after.split()[:3]))
                yield book.finding(code, line.path, said, repair, ADVICE)
            elif joints[seam.joint] == 1 and seam.joint != NEW_SENTENCE:
                reason = f"no other phrase is joined with {seam.word!r}"
                repair = "write another one with it, or use a joint that stands elsewhere"
                yield book.finding("P040", line.path, reason, repair, ADVICE)


def _phrases(book: Book, line: Written) -> Iterator[Finding]:
    limits = check_limits().phrase
    parts = phrases_of(line.text)
    if len(parts) > limits.per_line:
        reason = f"{len(parts)} phrases in one line"
        yield book.finding("P046", line.path, reason, f"at most {limits.per_line}; make two lines", ADVICE)
    if len(parts) != line.text.count("|") + 1:
        yield book.finding("P046", line.path, "an empty phrase", "remove one of the seams")
    for part in parts:
        if len(words_of(part)) > limits.words:
            reason = f"a phrase of {len(words_of(part))} words"
            yield book.finding("P046", line.path, reason, "set a seam in it, or shorten it", ADVICE)


RULES = (_seams,)
