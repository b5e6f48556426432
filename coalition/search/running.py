"""The index of the running application, and what keeps it."""

from flask import Flask, current_app

from coalition.search.index import Index
from coalition.search.upkeep import Keeper

KEEPER = "coalition.keeper"  # of an application


def install_keeper(app: Flask, keeper: Keeper) -> None:
    """Let this application search the index that the keeper keeps."""
    app.extensions[KEEPER] = keeper


def current_keeper() -> Keeper:
    """Return what keeps the index of the running application true."""
    keeper: Keeper = current_app.extensions[KEEPER]
    return keeper


def current_index() -> Index:
    """Return the index of the running application."""
    return current_keeper().index
