"""Remove what an embedded run wrote into DATA_DIR, and nothing else (`make demo-reset`)."""

import os
import shutil
from pathlib import Path

OURS = ("cayda.sqlite3", "cayda.sqlite3-wal", "cayda.sqlite3-shm", "files", "mail", "static", "demo-logins.json", "secret.key")

if __name__ == "__main__":
    folder = Path(os.environ["DATA_DIR"])
    for name in OURS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
