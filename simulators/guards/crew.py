"""The guards of a site, as a file names them: who they are, and how to sign in."""

import asyncio
import signal
from pathlib import Path
from random import Random

import structlog
from pydantic import BaseModel

from simulators.guards.guard import Guard, Person
from simulators.guards.line import Line, NoNetwork
from simulators.guards.phone import Phone
from simulators.guards.roster import Roster
from simulators.guards.temper import Temper
from simulators.guards.wall import Wall
from yamlfile import Strict, load

log = structlog.get_logger()

AGAIN_S = 2.0


class Login(Strict):
    """An account of the gateway."""

    name: str
    password: str


class Member(Login):
    """A simulated guard, or an engineer on inspection."""

    role: str = "guard"
    temper: Temper = Temper.PUNCTUAL


class Crew(Strict):
    """`labels`: who may see the codes, which stands for the labels on the walls."""

    labels: Login
    guards: tuple[Member, ...]


class _Tagged(BaseModel):
    id: str
    nfc: str = ""


class _Programme(BaseModel):
    checkpoints: tuple[_Tagged, ...] = ()


class _Site(BaseModel):
    """What the walls of a site carry; the rest of the file is passed over."""

    patrol: _Programme = _Programme()


def read_crew(path: Path) -> Crew:
    """Raises yamlfile.YamlFileError."""
    return load(path, Crew)


def read_tags(site: Path) -> dict[str, str]:
    """Checkpoint → number of the tag there. Raises yamlfile.YamlFileError."""
    return {told.id: told.nfc for told in load(site, _Site).patrol.checkpoints if told.nfc}


def walk_rounds(url: str, crew: Crew, tags: dict[str, str]) -> None:
    """Walk the programme of the gateway at `url` until SIGTERM or SIGINT."""
    asyncio.run(_until_told(url, crew, tags))


async def _until_told(url: str, crew: Crew, tags: dict[str, str]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    walking = asyncio.create_task(_walk(url, crew, tags))
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({walking, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    walking.cancel()
    await asyncio.gather(walking, waiting, return_exceptions=True)


async def _walk(url: str, crew: Crew, tags: dict[str, str]) -> None:
    wall = await _wall(url, crew.labels, tags)
    roster = Roster()
    async with asyncio.TaskGroup() as group:
        for member in crew.guards:
            group.create_task(_guard(url, member, wall, roster).run(), name=member.name)


def _guard(url: str, member: Member, wall: Wall, roster: Roster) -> Guard:
    person = Person(name=member.name, role=member.role, temper=member.temper)
    phone = Phone(Line(url, login=(member.name, member.password)))
    return Guard(person, phone, wall, roster, Random(member.name))


async def _wall(url: str, login: Login, tags: dict[str, str]) -> Wall:
    """The labels, as soon as the gateway tells them."""
    wall = Wall(Line(url, login=(login.name, login.password)), tags)
    is_told = False
    while True:
        try:
            await wall.read()
            return wall
        except NoNetwork as error:
            if not is_told:
                log.info("labels_not_read", reason=str(error))
            is_told = True
            await asyncio.sleep(AGAIN_S)
