"""What can be wrong with a customer file: the codes, and one finding with its place and its repair.

The codes are stable: docs/writing-personas.md explains each, and people search for them. A code is never reused.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    ADVICE = "advice"


CODES: dict[str, str] = {
    # -- the file as such
    "P001": "not TOML",
    "P002": "unknown key",
    "P003": "missing key",
    "P004": "wrong sort of value",
    "P005": "too long, too short, too large or too small",
    "P006": "not an id",
    "P007": "not one of the allowed words",
    "P008": "file name and id differ",
    # -- ids that point at each other
    "P010": "the same id twice",
    "P011": "no such fact",
    "P012": "no such remedy",
    "P013": "no such beat",
    "P014": "no such occasion",
    "P015": "no such kind of question",
    # -- what is missing
    "P020": "too few own lines for an occasion",
    "P021": "too few authored lines",
    "P022": "too few corpus lines",
    "P023": "the phrase chain yields too little",
    "P024": "a beat or fact has no line for a register",
    "P025": "a remedy has no lines",
    # -- lines
    "P030": "unknown slot",
    "P031": "a brace that is no slot",
    "P032": "the same line twice",
    "P033": "a line shared with another customer",
    "P034": "an over-long line",
    "P035": "too many messages in one line",
    "P036": "a curse without a mild word",
    "P037": "lines that begin alike",
    "P038": "a line for a register that cannot come up",
    # -- seams
    "P040": "a joint that occurs only once",
    "P041": "a line that ends no sentence",
    "P042": "a seam that joins nothing",
    "P043": "a sentence whose main clause is still to come",
    "P044": "messages in a corpus line",
    "P045": "a phrase that leans on another",
    "P046": "a phrase too long or empty",
    # -- people and case
    "P050": "a name that Discord refuses",
    "P051": "a form of address is missing",
    "P052": "signs in a name that Discord takes for formatting",
    "P060": "a fact that nobody can learn",
    "P061": "a key fact that the story never tells",
    "P062": "nothing resolves the case",
    "P063": "a settlement that cannot be reached",
    "P064": "a safety remedy that the agent may not give",
    "P065": "a pattern that is not plain words",
}
"""Every code with what it means in a few words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake or gap, as its author reads it."""

    code: str
    place: str
    """The key in the file, as a path: `lines.demand.hot[2]`."""
    reason: str
    repair: str
    line: int = 0
    """Line in the file; 0 where there is none."""
    severity: Severity = Severity.ERROR

    def text(self, file: str) -> str:
        where = f"{file}:{self.line}" if self.line else file
        mark = "" if self.severity is Severity.ERROR else " (advice)"
        return f"{where}: {self.code}{mark} {self.place}: {self.reason}; {self.repair}"
