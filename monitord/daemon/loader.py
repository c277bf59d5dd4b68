"""The child process of `loading.load_aside`: loads one file and writes the pickled result."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from monitord.daemon.loading import load_now

if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(load_now(Path(sys.argv[1]), sys.argv[2])))
