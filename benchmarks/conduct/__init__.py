"""Conduct in labelled call excerpts: what the call sees in one message, given what was said before it."""
