"""What a call compiles at first use, compiled before: patterns, phrases and the reader's weights take half a second.

A front that serves many people at once lets it be done in a thread, so that nobody else waits for it.
"""

import gc

from bot.call import Call, Input, InputKind
from bot.customers import Customer
from bot.customers.stock import Stock

_SAID = "I'm sorry about that. May I have your number, please? I'll call you back by 5 pm, and you get a credit of $10."
"""Something of everything that is read: a feeling, a question, a time, an amount."""


def make_ready(customer: Customer, stock: Stock) -> None:
    """Play a first exchange with the customer, to nobody: whatever it needs is in memory afterwards."""
    gc.disable()  # it would look through everything again and again, and stop everybody for a tenth of a second
    try:
        call = Call(customer, customer.persona.difficulty, 0, stock=stock)
        call.take(Input(InputKind.OPEN, 0.0))
        _listen(call)
        call.take(Input(InputKind.SAY, call.now + 1.0, _SAID))
        _listen(call)
        gc.freeze()  # what was compiled stays: there is no garbage in it
    finally:
        gc.enable()


def _listen(call: Call) -> None:
    while call.outcome is None and call.speaking and (due := call.due()) is not None:
        call.take(Input(InputKind.WAIT, due))
