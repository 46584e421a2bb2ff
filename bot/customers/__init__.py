"""The customers: what a customer file may say, who they are, how they speak, and what is wrong with a file.

Knows the craft's vocabulary and nothing of reading, calls or Discord. Everything random draws from a generator that
is passed in, so that the same call sounds the same again.
"""

from bot.customers.finding import Finding, Severity
from bot.customers.loading import (
    Customer,
    PersonaError,
    content_version,
    customer_from_text,
    load_all,
    load_customer,
    load_customers,
    load_persona,
    persona_from_text,
    personas_dir,
)
from bot.customers.persona import Difficulty, Persona, Register

__all__ = [
    "Customer",
    "Difficulty",
    "Finding",
    "Persona",
    "PersonaError",
    "Register",
    "Severity",
    "content_version",
    "customer_from_text",
    "load_all",
    "load_customer",
    "load_customers",
    "load_persona",
    "persona_from_text",
    "personas_dir",
]
