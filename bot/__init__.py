"""Simmer: practise angry customers, with a customer who listens and a debrief that can prove every point."""

__version__ = "0.1.0"
