"""The forms of a call, whoever plays it: a reply, a hold, a question to the supervisor.

`verb` and `subject` make the form's id (see bot.ui.forms): what is done with it, and in which practice or challenge.
"""

from bot.ui import Form

_MOST = 1800
"""Characters of a reply: the thread shows it in one message, with the name of who said it."""


def reply_form(verb: str, subject: str) -> Form:
    form = Form(verb, subject, "Your reply")
    form.ask("text", "What do you say to the customer?", long=True, most=_MOST)
    return form


def hold_form(verb: str, subject: str) -> Form:
    form = Form(verb, subject, "Put the customer on hold")
    form.ask(
        "time",
        "How long did you tell them?",
        description="For instance 2m or 40s. Ask them first; leave it empty if you named no time.",
        required=False,
        most=20,
    )
    return form


def supervisor_form(verb: str, subject: str) -> Form:
    form = Form(verb, subject, "Ask your supervisor")
    form.ask("what", "What do you ask for?", required=False, most=300)
    return form
