"""The real bot in a simulated Discord, to be tried in the browser before there is an application.

Nothing here is loaded by `simmer run`. SimCord, the simulation, is an optional extra.
"""

from bot.preview.serving import PortTakenError, serve

__all__ = ["PortTakenError", "serve"]
