"""The command line. What a command needs is imported when it runs, so that `--help` answers at once."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gateway.commands.data import default_data, remember_simulator, simulator_data
from gateway.errors import GatehouseError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
user = typer.Typer(no_args_is_help=True, help="Accounts of people.")
token = typer.Typer(no_args_is_help=True, help="Bearer tokens of machines.")
app.add_typer(user, name="user")
app.add_typer(token, name="token")


class Role(StrEnum):
    OPERATOR = "operator"
    GUARD = "guard"
    ENGINEER = "engineer"
    FRONTDESK = "frontdesk"
    MANAGER = "manager"
    ADMIN = "admin"


Site = Annotated[Path, typer.Argument(metavar="SITE.yaml", help="The site file.")]
Data = Annotated[
    Path,
    typer.Option(envvar="GATEHOUSE_DATA", default_factory=default_data, help="The data directory.", metavar="DIR"),
]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port of screens and API.")]
RoleOption = Annotated[Role, typer.Option("--role", help="What the account or token may do.")]


@app.command()
def demo(data: Data, port: Port = 8080) -> None:
    """A simulated site with everything that belongs to it, until Ctrl-C."""
    from gateway.demo import run_demo

    _own(data)
    run_demo(data.absolute(), port)


@app.command()
def run(
    site: Site,
    data: Data,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Port = 8080,
    no_screens: Annotated[bool, typer.Option("--no-screens", help="The API without the screens.")] = False,
) -> None:
    """Watch a site."""
    from gateway.commands.site import check_before_starting, run_site

    with _wrong_files_told():
        check_before_starting(site)
        _own(data)
        run_site(site.absolute(), data=data.absolute(), host=host, port=port, screens=not no_screens)


@app.command()
def check(site: Site) -> None:
    """Say whether a site file is right; exit 2 with what is wrong and what would do."""
    from gateway.commands.site import counted

    with _wrong_files_told(err=False):  # what is wrong is what was asked for
        typer.echo(f"ok: {counted(site)}")


@app.command()
def simulate(
    site: Site,
    data: Data,
    scenario: Annotated[
        list[str] | None, typer.Option(help="A story that the devices play; several are told at once.", metavar="NAME")
    ] = None,
    speed: Annotated[float, typer.Option(min=0.01, help="How fast simulated time passes.", metavar="X")] = 1.0,
) -> None:
    """Play every device of a site, as servers that a gateway can read."""
    from gateway.commands.site import check_before_starting, simulate_site

    with _wrong_files_told():
        check_before_starting(site)
        _own(data)
        remember_simulator(data)
        simulate_site(site.absolute(), data=data.absolute(), scenarios=scenario or (), speed=speed)


@app.command()
def inject(
    data: Data,
    device: Annotated[str | None, typer.Argument(help="The simulated device.")] = None,
    fault: Annotated[str | None, typer.Argument(help="What shall be wrong with it.")] = None,
    for_s: Annotated[float | None, typer.Option("--for", min=0.1, help="For how long.", metavar="SECONDS")] = None,
    list_faults: Annotated[bool, typer.Option("--list", help="Say what each kind of device can do.")] = False,
) -> None:
    """Make a simulated device misbehave."""
    from gateway.commands.faults import inject_fault, print_faults

    if list_faults:
        print_faults()
    elif device is None or fault is None:
        raise typer.BadParameter("name a device and a fault; `gatehouse inject --list` says which there are")
    else:
        typer.echo(inject_fault(simulator_data(data), device, fault, for_s))


@app.command()
def guards(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the gateway is, http://127.0.0.1:8080.")],
    crew: Annotated[Path, typer.Option(help="Who they are and how they sign in.", metavar="FILE")],
    site: Annotated[Path | None, typer.Option(help="The site file, for its tags.", metavar="SITE.yaml")] = None,
) -> None:
    """Walk the patrols of a running gateway with simulated guards."""
    from gateway.commands.guards import walk

    with _wrong_files_told():
        walk(url, crew, site)


@user.command("add")
def user_add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: RoleOption,
    data: Data,
    random: Annotated[bool, typer.Option("--random", help="Make a password and print it.")] = False,
) -> None:
    """Add an account; the password is asked for, or the first line of standard input."""
    from gateway.commands.people import add_user, new_password, read_password

    password = new_password() if random else read_password()
    add_user(data.absolute(), name, role.value, password)
    typer.echo(f"{name} may sign in as {role.value}" + (f", password {password}" if random else ""))


@token.command("create")
def token_create(role: RoleOption, data: Data) -> None:
    """Print a new bearer token. It is shown this once only."""
    from gateway.commands.people import new_token

    typer.echo(new_token(data.absolute(), role.value))


@app.command()
def plates(images: Annotated[list[Path], typer.Argument(metavar="IMAGE…")]) -> None:
    """Read number plates from pictures: FILE, PLATE, COLOUR, CONFIDENCE a line; exit 1 where a file is no picture."""
    from gateway.commands.plates import print_plates

    if not print_plates(images, sys.stdout, sys.stderr):
        raise typer.Exit(1)


@app.command()
def backup(file: Path) -> None:
    """Write everything that is kept into one file. Not built yet."""
    _not_built()


@app.command()
def restore(file: Path) -> None:
    """Put a backup back. Not built yet."""
    _not_built()


def _not_built() -> None:
    typer.echo("not built yet", err=True)
    raise typer.Exit(3)


@contextmanager
def _wrong_files_told(*, err: bool = True) -> Iterator[None]:
    """Exit 2 with every problem of a site file: FILE:LINE: field: what is wrong, what would do."""
    from yamlfile import YamlFileError

    try:
        yield
    except YamlFileError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=err)
        raise typer.Exit(2) from error


def _own(data: Path) -> None:
    """What is kept is for this user only; the servers' own users get just what is theirs."""
    from gateway.embedded.place import make_data_folder

    make_data_folder(data)
    os.umask(0o077)


def main() -> None:
    """The entry point: errors that a person can do something about are told without a traceback."""
    try:
        app()
    except GatehouseError as error:
        raise SystemExit(f"gatehouse: {error}") from error
