"""Runs the embedded database of argv[1] as owner argv[2], says where, and lets go when its input is closed."""

import sys
from pathlib import Path

from halfpast.embedded_cluster import EmbeddedPostgresError
from halfpast.embedded_postgres import Owner, running


def main(data_dir: str, owner: Owner) -> None:
    try:
        with running(Path(data_dir), owner) as url:
            sys.stdout.write(f"{url}\n")
            sys.stdout.flush()
            sys.stdin.read()
    except EmbeddedPostgresError as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])  # type: ignore[arg-type]
