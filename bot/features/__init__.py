"""What Simmer does in Discord, one package a feature. Each has an `async def setup(bot)` and keeps the rest private."""

EXTENSIONS = (
    "bot.features.practice",
    "bot.features.coaching",
    "bot.features.groups",
    "bot.features.challenges",
    "bot.features.persona",
    "bot.features.server",
)
