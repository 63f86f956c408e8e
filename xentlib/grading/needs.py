"""Which cells of a notebook have to run for others to run: those that define the names they use, and so on."""

from __future__ import annotations

import symtable
from collections.abc import Sequence

from IPython.core.inputtransformer2 import TransformerManager


def names(source: str) -> tuple[set[str], set[str]]:
    """The global names that a cell uses, and those that it defines.

    >>> uses, defines = names("y = f(x)")
    >>> sorted(uses), sorted(defines)
    (['f', 'x'], ['y'])
    """
    try:
        table = _table(source)
    except Exception:  # a submission's text may be anything, and so may be what goes wrong with it
        return set(), set()
    uses = {symbol.get_name() for inner in _inside(table) for symbol in inner.get_symbols()
            if symbol.is_referenced() and (symbol.is_global() or inner is table)}
    defines = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    return uses - defines, defines


def _table(source: str) -> symtable.SymbolTable:
    try:
        return symtable.symtable(source, "cell", "exec")
    except SyntaxError:
        return symtable.symtable(TransformerManager().transform_cell(source), "cell", "exec")


def _inside(table: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    return [table, *(inner for child in table.get_children() for inner in _inside(child))]


def needed(sources: Sequence[str], wanted: set[int]) -> set[int]:
    """The cells (by their place) that have to run so that those `wanted` find the names they use."""
    about = [names(source) for source in sources]
    found, waiting = set(wanted), list(wanted)
    while waiting:
        uses = about[waiting.pop()][0]
        more = {place for place, (_, defines) in enumerate(about) if defines & uses} - found
        found |= more
        waiting += more
    return found
