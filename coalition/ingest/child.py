"""The process that reads one file and ends: started by `reader`, by path, with nothing to lose.

It takes its order as JSON in its one argument and answers JSON on standard output: either
{"reading": …} or {"unreadable": [code, detail]}.
"""

import gc
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any


def main(order: dict[str, Any]) -> dict[str, Any]:
    """Read the file the order names and return the answer; only memory beyond bounds may raise."""
    from coalition.ingest import confinement
    from coalition.ingest.reading import Unreadable, to_json

    path, name, folder = Path(order["path"]), str(order["name"]), Path(order["folder"])
    confinement.limit(float(order["seconds"]), int(order["memory_bytes"]))
    try:
        from coalition.ingest.composing import compose, prepare

        kind, extractor = prepare(path, name)
        confinement.cut_off()
        confinement.guard(path, folder)
        reading = compose(path, name, kind, extractor, int(order["text_bytes"]))
        return {"reading": to_json(reading)}
    except Unreadable as error:
        return {"unreadable": [error.code, error.detail]}
    except MemoryError:
        return {"unreadable": ["too-big", "memory"]}
    except RecursionError:
        return {"unreadable": ["damaged", "nesting"]}
    except Exception as error:  # a broken file breaks the libraries in ways nobody can list
        return {"unreadable": ["damaged", type(error).__name__]}


def _without_the_application() -> None:
    """Let `coalition.ingest` be imported without the application around it, which takes long."""
    package = ModuleType("coalition")
    package.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["coalition"] = package


if __name__ == "__main__":
    gc.disable()  # one file, then the end: collecting would only cost time
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints is no part of the answer
    _without_the_application()
    answer = json.dumps(main(json.loads(sys.argv[1])), ensure_ascii=False)
    with open(answers, "wb") as out:  # noqa: PTH123 – a descriptor has no path
        out.write(answer.encode("utf-8", "replace"))
    os._exit(0)  # past the destructors of libraries, which may hang on broken files
