"""A port of this machine that the bot listens at."""

from typing import Any

from aiohttp import web

from bot.prepare import PortInUseError

FINISH_S = 10.0
"""How long a request that is being answered may take when the bot stops."""


class Port:
    """A small web server, opened and closed."""

    def __init__(self, host: str, port: int, *routes: web.RouteDef, largest: int = 1024) -> None:
        """Requests have bodies of at most `largest` bytes; port 0 takes a free one."""
        self.host = host
        self.number = port
        self._app = web.Application(client_max_size=largest)
        self._app.add_routes(routes)
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listens from now on; a second time does nothing. Raises PortInUseError."""
        if self._runner is not None:
            return
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=FINISH_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.number).start()
        except OSError as error:
            await runner.cleanup()
            raise PortInUseError(f"{self.host}:{self.number}") from error
        self._runner = runner
        addresses: list[Any] = runner.addresses
        self.number = addresses[0][1]

    async def close(self) -> None:
        """Finishes what is being answered, and listens no more."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()
