"""`simmer personas rehearse`: scripted agents play the customers; the table says how it went."""

from pathlib import Path

import click
from rich.table import Table

from bot.cli.output import console, json_line, write_lines
from bot.customers import Customer, Difficulty, load_customer
from bot.customers.stock import Stock
from bot.desk import stock_of
from bot.rehearsal import CHEATS, SKILLS, Row, expectations, rehearse, rows
from bot.rehearsal.plan import PlanError, load_plan, plan_path, play_script


def rehearse_all(
    paths: list[Path], folder: Path, *, calls: int, difficulty: Difficulty, plans: bool, form: str
) -> bool:
    """Rehearse the customers of these files; returns whether all went as expected."""
    stock = stock_of(folder)
    fine = True
    for path in paths:
        customer = load_customer(path)
        table = rows(rehearse(customer, (*SKILLS, *CHEATS), calls, stock=stock, difficulty=difficulty))
        missed = expectations(table, difficulty)
        if plans and difficulty is Difficulty.NORMAL:
            missed += _planned(path, customer, stock)
        fine &= not missed
        if form == "json":
            write_lines(json_line(_row(customer, row, difficulty)) for row in table)
        else:
            console().print(_table(customer, table, difficulty))
        for sentence in missed:
            click.echo(f"{customer.id}: {sentence}.", err=True)
    return fine


def _planned(path: Path, customer: Customer, stock: Stock) -> list[str]:
    try:
        scripts = load_plan(plan_path(path)).scripts
        return [
            missed
            for script in scripts
            for missed in play_script(customer, script, stock=stock, seed=7, difficulty=Difficulty.NORMAL)
        ]
    except PlanError as error:
        return [f"the plan cannot be played: {error}".removesuffix(".")]


def _table(customer: Customer, found: list[Row], difficulty: Difficulty) -> Table:
    table = Table(title=f"{customer.id} · {difficulty}", title_justify="left", box=None, padding=(0, 1, 0, 0))
    table.add_column("agent", no_wrap=True)
    for heading in ("calls", "turns", "score"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("ended")
    for row in found:
        ends = ", ".join(f"{outcome.value.replace('_', ' ')} {share:.0%}" for outcome, share in row.outcomes.items())
        table.add_row(row.skill.value.replace("_", " "), str(row.calls), f"{row.turns:.1f}", f"{row.score:.0f}", ends)
    return table


def _row(customer: Customer, row: Row, difficulty: Difficulty) -> dict[str, object]:
    return {
        "persona": customer.id,
        "difficulty": difficulty.value,
        "agent": row.skill.value,
        "calls": row.calls,
        "turns": round(row.turns, 2),
        "score": round(row.score, 2),
        "outcomes": {outcome.value: round(share, 4) for outcome, share in row.outcomes.items()},
    }
