"""The command line: a file per subcommand, imported only when that subcommand runs."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import NoReturn

import click

from .. import __version__
from ..errors import CommoncauseError, one_line

__all__ = ["COMMANDS", "cli", "main"]

COMMANDS = {
    "build": "load, validate, infer, analyse, write exports/",
    "clusters": "groups of techniques that share assumptions or failure modes",
    "conclusions": "what the sources conclude, and whether it holds",
    "conflicts": "cells on which claims disagree",
    "cut-sets": "the smallest sets of conditions that defeat every technique",
    "defects": "errors found in the sources",
    "diff": "two editions: what changed in the data and in the conclusions",
    "evidence": "what stands behind each cell, what is missing, what hangs on one paper",
    "explain": "any answer as the claims and passages behind it",
    "export": "one format of the dataset, the network or the page",
    "fault-tree": "fault trees in Open-PSA form: read, written, solved",
    "fmt": "the canonical form of Turtle files",
    "import": "works from BibTeX, RIS, CSL, OpenAlex, Zotero or ids into the inbox",
    "literature": "duplicates, what to read next, maps of citations, main path, timeline",
    "load": "a store on disk, or a server, from files",
    "matrix": "the exposure matrix of a view",
    "new": "a valid skeleton of a thing or a claim",
    "passages": "check every claim's passages against the texts",
    "portfolios": "sets of techniques, ranked by what they do not share",
    "query": "ask in SPARQL 1.1",
    "review": "papers of the inbox: relevant or not, and the claims that they make",
    "risk": "probability of failing, how independent the layers are, importance",
    "robustness": "what would overturn each conclusion, which open cells matter",
    "serve": "the site, the SPARQL endpoint and the answers over HTTP",
    "show": "one thing: definition, cells, claims, sources, neighbours",
    "single-points": "conditions that defeat every technique at once",
    "validate": "SHACL shapes, checks and syntax",
}


class _LazyGroup(click.Group):
    """A group that knows its commands' names and imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return it; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        is_word_of_python = "_" * iskeyword(cmd_name)
        module = import_module(f".{cmd_name.replace('-', '_')}{is_word_of_python}", __name__)
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--no-color", is_flag=True, help="No colour.")
@click.version_option(__version__, prog_name="commoncause", message="%(prog)s %(version)s")
def cli(no_color: bool) -> None:
    """Which failure modes and assumptions AI-alignment techniques share, and who says so.

    Every answer is given twice: certain (what is unclear or not assessed counts as protected) and possible
    (it counts as exposed).
    """
    if no_color:
        os.environ["NO_COLOR"] = "1"


def main() -> NoReturn:
    """Run the command line and exit: 0 answered, 1 invalid input or violations, 2 wrong usage.

    ``COMMONCAUSE_TRACEBACK=1`` shows where an error of the program itself comes from.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a character shows another, no crash
            stream.reconfigure(errors="replace")
    try:
        sys.exit(cli.main(prog_name="commoncause", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.format_message())
        sys.exit(2)
    except click.UsageError as error:
        remedy = f"try `{error.ctx.command_path} --help`" if error.ctx else "try --help"
        _fail(f"{error.format_message().rstrip('.')}: {remedy}", 2)
    except (CommoncauseError, click.ClickException) as error:
        _fail(str(error) or type(error).__name__, 1, picture=getattr(error, "picture", ""))
    except BrokenPipeError:
        # Without this the interpreter complains at exit (note on SIGPIPE in the documentation of signal).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror or error}: check the name, the rights and the room on the disk", 1)
    except (KeyboardInterrupt, click.Abort):
        _fail("interrupted", 130)
    except Exception as error:
        if "COMMONCAUSE_TRACEBACK" in os.environ:
            raise
        _fail(f"internal error, {type(error).__name__}: {error}: please report it with what you did", 1)


def _fail(message: str, code: int, *, picture: str = "") -> NoReturn:
    click.echo(f"commoncause: {one_line(message)}", err=True)
    if picture and sys.stderr.isatty():
        click.echo(picture, err=True)
    sys.exit(code)
