"""The numbers of voice.toml, typed."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from bot.customers.persona import Register


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Registers(_Rules):
    hot: int
    sore: int
    reach: int


class Choice(_Rules):
    register_weight: float
    any_weight: float
    breath: int
    near_copy: int
    openings: int
    authored_vents: float
    burst: float


class Typing(_Rules):
    least: float
    most: float
    thinking: float
    haste: float


class Emphasis(_Rules):
    most: int
    share: float
    words: tuple[str, ...]


class LeadIns(_Rules):
    hot: tuple[str, ...]
    sore: tuple[str, ...]
    cool: tuple[str, ...]
    small: tuple[str, ...]

    def of(self, register: Register) -> tuple[str, ...]:
        words: tuple[str, ...] = getattr(self, register.value)
        return words


class VoiceRules(_Rules):
    registers: Registers
    states: dict[str, Register]
    choice: Choice
    typing: Typing
    emphasis: Emphasis
    lead_ins: LeadIns


@cache
def voice_rules() -> VoiceRules:
    text = files(__package__).joinpath("voice.toml").read_text(encoding="utf-8")
    return VoiceRules.model_validate(tomllib.loads(text))


def register_of(mood: int | str) -> Register:
    """How a customer speaks at an anger, or in a named state of the mood."""
    rules = voice_rules()
    if isinstance(mood, str):
        return rules.states[mood]
    if mood >= rules.registers.hot:
        return Register.HOT
    return Register.SORE if mood >= rules.registers.sore else Register.COOL


def neighbours(anger: int) -> tuple[Register, ...]:
    """Registers that may lend a line at this anger: those whose border is near."""
    rules = voice_rules().registers
    match register_of(anger):
        case Register.HOT:
            return (Register.SORE,) if anger < rules.hot + rules.reach else ()
        case Register.COOL:
            return (Register.SORE,) if anger >= rules.sore - rules.reach else ()
        case Register.SORE:
            if anger >= rules.hot - rules.reach:
                return (Register.HOT,)
            return (Register.COOL,) if anger < rules.sore + rules.reach else ()
