"""`simmer personas`: the customers, and writing new ones."""

import re
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from bot.cli.choices import Choice, Group
from bot.cli.options import format_option
from bot.cli.output import console, json_line, write_lines
from bot.customers import Customer, Difficulty, Finding, Persona, PersonaError, Severity, load_customer
from bot.customers.check import examine
from bot.customers.loading import customer_files
from bot.customers.new import id_from, starting_file
from bot.desk import DeskError, no_such, stock_of
from bot.settings import load_settings
from bot.terminal import shown


@click.group(cls=Group)
def personas() -> None:
    """See the customers, write and check new ones."""


@personas.command("list")
@format_option()
def list_(*, form: str) -> None:
    """List the customers."""
    folder = load_settings().personas
    found, broken = _load(folder)
    if form == "json":
        write_lines(json_line(_summary(customer)) for customer in found)
    else:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for column in ("id", "name", "trade", "difficulty"):
            table.add_column(column, no_wrap=True)
        for customer in found:
            persona = customer.persona
            table.add_row(
                *(escape(shown(cell)) for cell in (persona.id, persona.name, persona.trade, persona.difficulty))
            )
        console().print(table)
    for error in broken:
        click.echo(str(error), err=True)
    if broken:
        raise DeskError(
            f"{len(broken)} of the files in {folder} are no customers."
            if len(broken) > 1
            else f"One of the files in {folder} is no customer."
        )


@personas.command()
@click.argument("persona_id", metavar="ID")
@format_option("json writes the whole file as one object.")
def show(*, persona_id: str, form: str) -> None:
    """Show one customer."""
    customer = load_customer(_file(persona_id))
    if form == "json":
        write_lines([json_line(customer.persona.model_dump(mode="json") | {"version": customer.version})])
    else:
        _show(customer.persona)


@personas.command()
@click.argument("name", metavar="NAME")
@click.option("--id", "persona_id", metavar="ID", help="The new customer's id. Default: made from the name.")
def new(*, name: str, persona_id: str | None) -> None:
    """Begin a new customer: write a file with every key explained."""
    persona_id = id_from(name) if persona_id is None else persona_id
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", persona_id):
        raise DeskError(f"'{persona_id}' cannot be an id: use small letters, digits and -, and begin with a letter.")
    target = load_settings().personas / f"{persona_id}.toml"
    if target.exists():
        raise DeskError(f"There is a customer '{persona_id}' already: {target}")
    try:
        target.write_text(starting_file(name, persona_id), encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise DeskError(f"The file {target} cannot be written: {reason}.") from None
    click.echo(f"Written: {target}\nFill it in, then run: simmer personas check {persona_id}")


@personas.command()
@click.argument("named", metavar="[ID|FILE]...", nargs=-1)
@click.option("--draft", is_flag=True, help="Still being written: advise about gaps instead of faulting them.")
@format_option("json writes one finding a line.")
@click.pass_context
def check(ctx: click.Context, *, named: tuple[str, ...], draft: bool, form: str) -> None:
    """Name every mistake and gap of customers, or of all; exit code 1 if there is any."""
    folder = load_settings().personas
    paths = [_file(name) for name in named] or list(customer_files(folder))
    others, _ = _load(folder)
    stock = stock_of(folder)
    wrong = False
    for path in paths:
        found = examine(path, stock, others=others, complete=not draft)
        wrong |= any(finding.severity is Severity.ERROR for finding in found)
        if form == "json":
            write_lines(json_line(_finding(path, finding)) for finding in found)
        else:
            write_lines(finding.text(path.name) for finding in found)
            if not found:
                write_lines([f"{path.name}: in order"])
    ctx.exit(1 if wrong else 0)


@personas.command()
@click.argument("named", metavar="[ID|FILE]...", nargs=-1)
@click.option("--calls", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Calls per agent.")
@click.option("--difficulty", type=Choice("difficulty", tuple(Difficulty)), default="normal", help="How hard.")
@click.option("--plans/--no-plans", default=True, help="Play the customer's own plan too (at normal difficulty).")
@format_option("json writes one row a line.")
@click.pass_context
def rehearse(
    ctx: click.Context, *, named: tuple[str, ...], calls: int, difficulty: str, plans: bool, form: str
) -> None:
    """Let scripted agents of known skill play; exit code 1 if it does not go as expected."""
    from bot.cli.rehearse import rehearse_all  # noqa: PLC0415 (loads the reader and the coaching)

    folder = load_settings().personas
    paths = [_file(name) for name in named] or list(customer_files(folder))
    fine = rehearse_all(paths, folder, calls=calls, difficulty=Difficulty(difficulty), plans=plans, form=form)
    ctx.exit(0 if fine else 1)


@personas.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), required=False)
def gallery(*, target: Path | None) -> None:
    """Write one excellent and one poor call of each customer, as really played, as Markdown."""
    from bot.rehearsal.gallery import gallery as page_of  # noqa: PLC0415 (loads the reader and the coaching)

    folder = load_settings().personas
    page = page_of(map(load_customer, customer_files(folder)), stock=stock_of(folder))
    if target is None:
        write_lines(page.splitlines())
        return
    try:
        target.write_text(page, encoding="utf-8")
    except OSError as error:
        raise DeskError(f"The file {target} cannot be written: {(error.strerror or 'unknown').lower()}.") from None
    click.echo(f"Written: {target}")


def _load(folder: Path) -> tuple[list[Customer], list[PersonaError]]:
    found: list[Customer] = []
    broken: list[PersonaError] = []
    for path in customer_files(folder):
        try:
            found.append(load_customer(path))
        except PersonaError as error:
            broken.append(error)
    return found, broken


def _file(persona_id: str) -> Path:
    """The file of a customer, named by id or by path."""
    folder = load_settings().personas
    by_id = {path.stem: path for path in customer_files(folder)}
    if persona_id in by_id:
        return by_id[persona_id]
    path = Path(persona_id)
    if path.suffix == ".toml":
        if path.is_file():
            return path
        beside = [str(one) for one in path.parent.glob("*.toml")]
        raise DeskError(no_such("file", persona_id, beside or map(str, by_id.values())))
    raise DeskError(no_such("customer", persona_id, by_id))


def _summary(customer: Customer) -> dict[str, object]:
    persona = customer.persona
    return {
        "id": persona.id,
        "name": persona.name,
        "trade": persona.trade,
        "difficulty": persona.difficulty.value,
        "company": persona.company,
        "about": persona.about,
        "version": customer.version,
    }


def _finding(path: Path, finding: Finding) -> dict[str, object]:
    return {
        "file": path.name,
        "line": finding.line,
        "code": finding.code,
        "severity": finding.severity.value,
        "place": finding.place,
        "reason": finding.reason,
        "repair": finding.repair,
    }


def _show(persona: Persona) -> None:
    out = console()
    out.print(Text(shown(persona.name), style="bold"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    for label, value in (
        ("id", persona.id),
        ("trade", f"{persona.trade} ({persona.company})"),
        ("difficulty", persona.difficulty.value),
        ("anger", persona.anger_kind),
        ("about", persona.about),
    ):
        grid.add_row(label, escape(shown(value)))
    out.print(grid)
