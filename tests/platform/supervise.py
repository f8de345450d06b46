"""Supervises the children in argv[1] (JSON: name to command), with argv[2] seconds for a stop."""

import json
import os
import sys

from halfpast.supervisor import Service, StopRequested, Supervisor, say_to_terminal, stop_signals


def main(children: dict[str, list[str]], patience: float) -> int:
    supervisor = Supervisor(say_to_terminal, patience)
    try:
        with stop_signals():
            try:
                for name, command in children.items():
                    supervisor.start(Service(name, command, dict(os.environ)))
                return supervisor.keep_running(lambda: None)
            finally:
                supervisor.stop()
    except StopRequested:
        return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1]), float(sys.argv[2])))
