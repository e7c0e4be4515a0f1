"""The live channel's door: who may come in, what a screen may say, and how it is sent away."""

import asyncio

import orjson
from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

from dashboard.answers import error_answer
from dashboard.audience import Screen
from dashboard.identity import Door, refuse_other_sites
from dashboard.live import Hub
from dashboard.wire import EXTENSION, Wire
from gateway.errors import GatehouseError

router = APIRouter()
MOST_SCREENS = 1000
NORMAL = 1000
NOT_UNDERSTOOD = 1003
CLOSING_S = 5.0


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    """Snapshot, then deltas; see docs/internals.md."""
    door: Door = socket.app.state.door
    hub: Hub = socket.app.state.hub
    try:
        who = await door.who(socket)
        refuse_other_sites(socket)
    except GatehouseError as error:
        await socket.send_denial_response(error_answer(error.status, error.code, error.message))
        return
    if hub.screens >= MOST_SCREENS:
        await socket.send_denial_response(error_answer(503, "too_many_screens", "too many screens are connected"))
        return
    wire: Wire = socket.scope["extensions"][EXTENSION]
    await socket.accept()
    screen = hub.join(who, wire)
    try:
        await _serve(socket, screen, hub)
    finally:
        hub.leave(screen)
        await _close(socket, screen, wire)


async def _serve(socket: WebSocket, screen: Screen, hub: Hub) -> None:
    """Until the screen leaves, or is shut."""
    async with asyncio.TaskGroup() as group:
        listening = group.create_task(_listen(socket, screen, hub))
        await screen.shut
        listening.cancel()


async def _close(socket: WebSocket, screen: Screen, wire: Wire) -> None:
    """Say why; a client that does not even read that is let go."""
    if socket.client_state is not WebSocketState.CONNECTED or not screen.shut.done():
        return
    try:
        await asyncio.wait_for(socket.close(screen.shut.result()), CLOSING_S)
    except TimeoutError:
        wire.abort()
    except (WebSocketDisconnect, RuntimeError):
        return  # it left at the same moment


async def _listen(socket: WebSocket, screen: Screen, hub: Hub) -> None:
    """A screen may ask for a snapshot; whatever else it says ends it."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            screen.close(NORMAL)
            return
        if not _asks_for_snapshot(message.get("text")):
            screen.close(NOT_UNDERSTOOD)
            return
        hub.ask(screen)


def _asks_for_snapshot(text: str | None) -> bool:
    try:
        said = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        return False
    return isinstance(said, dict) and said.get("type") == "snapshot"
