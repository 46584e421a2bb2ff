"""What one message of an agent can do to an angry customer. The guide with examples is docs/signals.md."""

from enum import StrEnum


class Signal(StrEnum):
    """The 26 signals. The value is the id that files, databases and JSON use."""

    INVITE_STORY = "invite_story"
    ACKNOWLEDGE = "acknowledge"
    CONFIRM_UNDERSTANDING = "confirm_understanding"
    EMPATHIZE = "empathize"
    APOLOGIZE = "apologize"
    TAKE_OWNERSHIP = "take_ownership"
    CLARIFY = "clarify"
    STATE_ACTION = "state_action"
    GIVE_TIMEFRAME = "give_timeframe"
    OFFER_COMPENSATION = "offer_compensation"
    COURTEOUS_HOLD = "courteous_hold"
    THANK = "thank"
    USE_NAME = "use_name"
    BE_HONEST = "be_honest"
    BUILD_ALLIANCE = "build_alliance"
    CHECK_AGREEMENT = "check_agreement"
    BLAME_CUSTOMER = "blame_customer"
    ARGUE = "argue"
    DISMISS = "dismiss"
    BE_HOSTILE = "be_hostile"
    OVERPROMISE = "overpromise"
    HIDE_BEHIND_POLICY = "hide_behind_policy"
    DEFLECT = "deflect"
    HOLLOW_APOLOGY = "hollow_apology"
    ABRUPT_HOLD = "abrupt_hold"
    USE_JARGON = "use_jargon"


HEATING: tuple[Signal, ...] = tuple(Signal)[16:]
CALMING: tuple[Signal, ...] = tuple(Signal)[:16]
