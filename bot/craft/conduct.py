"""What only the call can see: how the agent behaves over time and against the case, not in one sentence."""

from enum import StrEnum


class Conduct(StrEnum):
    """Fourteen kinds of conduct. The value is the id that files, databases and JSON use."""

    INTERRUPTED = "interrupted"
    PREMATURE_SOLUTION = "premature_solution"
    ASKED_AGAIN = "asked_again"
    REPEATED_SELF = "repeated_self"
    SLOW_REPLY = "slow_reply"
    LONG_HOLD = "long_hold"
    BROKE_HOLD_PROMISE = "broke_hold_promise"
    KEPT_HOLD_PROMISE = "kept_hold_promise"
    BEYOND_AUTHORITY = "beyond_authority"
    NAMED_FACT = "named_fact"
    OFF_TOPIC = "off_topic"
    TOO_LONG = "too_long"
    SHOUTED = "shouted"
    NO_APOLOGY = "no_apology"
