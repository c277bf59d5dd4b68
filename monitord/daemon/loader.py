"""The child process of `loading.load_aside`: loads one file and writes the pickled result."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from monitord.daemon.loading import load_now

if __name__ == "__main__":
    file, language, modules = sys.argv[1:]
    loaded = load_now(Path(file), language, Path(modules) if modules else None)
    sys.stdout.buffer.write(pickle.dumps(loaded))
