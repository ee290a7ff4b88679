"""When a program that died is started again."""

import sys
from pathlib import Path

from local.keeper import CALM_SECONDS, Keeper, pause_seconds
from local.programs import Program, stop
from tests.eventually import eventually


def test_the_pause_grows_to_a_limit() -> None:
    """The first death costs half a second, the sixth and every later one half a minute."""
    assert [pause_seconds(deaths) for deaths in range(1, 9)] == [0.5, 1, 2, 5, 10, 30, 30, 30]


def program(tmp_path: Path, words: str) -> Program:
    """A program of a few words of Python."""
    return Program(name="short", command=(sys.executable, "-c", words), log=tmp_path / "log")


async def death(keeper: Keeper, now: float) -> None:
    """Start it and wait until the keeper has noticed that it ended."""
    assert keeper.tick(now)
    await eventually(lambda: keeper.tick(now))


async def test_a_dead_program_starts_again_after_its_pause(tmp_path: Path) -> None:
    """Nothing happens before the pause is over; the pause grows with each short life."""
    keeper = Keeper(program(tmp_path, "raise SystemExit(3)"))
    await death(keeper, now=100)
    early = keeper.tick(100.4)
    await death(keeper, now=100.5)
    late = keeper.tick(101.4)
    assert (early, late, keeper.deaths, keeper.exit_code) == (False, False, 2, 3)


async def test_a_long_life_is_forgiven_earlier_deaths(tmp_path: Path) -> None:
    """Who lived for a minute starts again after the first pause."""
    keeper = Keeper(program(tmp_path, "raise SystemExit(0)"))
    await death(keeper, now=100)
    assert keeper.tick(101)
    await eventually(lambda: keeper.tick(101 + CALM_SECONDS))
    assert keeper.tick(101 + CALM_SECONDS + 0.5)
    assert keeper.process
    stop((keeper.program, keeper.process))


async def test_what_runs_is_left_alone(tmp_path: Path) -> None:
    """A tick changes nothing while the program runs, and it is reported with its pid."""
    keeper = Keeper(program(tmp_path, "import time; time.sleep(600)"))
    assert keeper.tick(100)
    ticks, member, process = [keeper.tick(101), keeper.tick(200)], keeper.member(), keeper.process
    assert process
    stop((keeper.program, process))
    assert (ticks, member.restarts, member.running and member.running.pid) == ([False, False], 0, process.pid)
