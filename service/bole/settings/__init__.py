"""What an operator may set, an area a module; read once at start."""

from bole.settings.model import Engine
from bole.settings.settings import Settings

__all__ = ["Engine", "Settings"]
