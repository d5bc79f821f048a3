"""A local Telegram: the Bot API as a server on this machine, and the people who write to the bot."""
