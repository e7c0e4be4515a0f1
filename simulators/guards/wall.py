"""What hangs on the walls: printed labels, screens with a code that changes, tags."""

from simulators.guards.line import Line, NoNetwork
from simulators.guards.programme import Place


class Wall:
    """`line` is that of somebody who may print the labels. `tags`: the number of the tag at a checkpoint."""

    def __init__(self, line: Line, tags: dict[str, str] | None = None) -> None:
        self.tags = tags or {}
        self._line = line
        self._labels: dict[str, tuple[str, str]] = {}

    async def read(self) -> None:
        """Look at all labels. NoNetwork, also where the gateway does not tell them."""
        answer = await self._line.ask("GET", "/patrol/codes")
        if answer.status != 200:
            raise NoNetwork(f"the labels cannot be read: status {answer.status}")
        self._labels = {told["checkpoint"]: (told["address"], told["digits"]) for told in answer.body}

    async def code(self, place: Place, method: str) -> str:
        """What somebody who stands there scans or types; "" where nothing can be seen."""
        if place.rotating:
            return await self._shown(place)
        address, digits = self._labels.get(place.id, ("", ""))
        return digits if method == "manual" else address

    async def _shown(self, place: Place) -> str:
        """The screen there is dark while the gateway is away."""
        try:
            answer = await self._line.ask("GET", f"/patrol/checkpoints/{place.id}/code")
        except NoNetwork:
            return ""
        return str(answer.body["code"]) if answer.status == 200 else ""
