"""Pages of the library: reading, depositing, describing, curating; too many for one sitting."""

from coalition.library.views import (  # noqa: F401 each adds its pages to the blueprint
    comparing,
    curating,
    depositing,
    describing,
    pictures,
    reading,
    receiving,
    uploading,
)
from coalition.library.views.room import blueprint

__all__ = ["blueprint"]
