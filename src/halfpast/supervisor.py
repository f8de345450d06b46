"""Keeps child processes running: starts a dead one again, passes a stop on to all, and ends within ten seconds."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

CANNOT_START = 2  # exit status of a child whose settings are wrong: starting it again would not help
STOP_PATIENCE = 8.0  # seconds children have to end after a TERM
LONGEST_PAUSE = 30.0  # seconds between two starts of a child that keeps dying
STEADY = 60.0  # seconds after which a child counts as healthy again

Say = Callable[[str], None]


class StopRequested(BaseException):
    """TERM, INT or HUP has come; not an Exception, so that nothing on the way catches it by accident."""


@contextmanager
def stop_signals() -> Iterator[None]:
    """Turns the first stop signal into StopRequested; later ones must not interrupt the clearing up."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in watched:
            signal.signal(each, signal.SIG_IGN)
        raise StopRequested

    # HUP stays ignored where it is: that is what nohup asks for.
    stops = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    watched = [each for each in stops if signal.getsignal(each) != signal.SIG_IGN]
    before = {each: signal.signal(each, stop) for each in watched}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@dataclass(frozen=True)
class Service:
    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    is_quiet: bool = False  # what it prints is not for the person who started us


def dies_with_us(command: Sequence[str]) -> list[str]:
    """The command, told to end when the thread that starts it does: call from the main thread."""
    return ["setpriv", "--pdeathsig", "TERM", "--", *command]


@dataclass
class Supervisor:
    say: Say
    stop_patience: float = STOP_PATIENCE
    _children: list["_Child"] = field(default_factory=list)

    def start(self, service: Service) -> None:
        child = _Child(service)
        self._children.append(child)
        child.start()

    def keep_running(self, each_time: Callable[[], None]) -> int:
        """Returns only when a child cannot start with these settings; a stop signal raises StopRequested."""
        while True:
            for child in self._children:
                if child.look_after(self.say) == CANNOT_START:
                    return CANNOT_START
            each_time()
            time.sleep(0.1)

    def stop(self) -> None:
        for child in self._children:
            child.ask_to_end()
        deadline = time.monotonic() + self.stop_patience
        for child in self._children:
            child.end(deadline, self.say)


class _Child:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = 0.5
        self._started_at = 0.0
        self._start_at: float | None = None

    def start(self) -> None:
        self._start_at = None
        self._started_at = time.monotonic()
        output = subprocess.DEVNULL if self._service.is_quiet else None
        command = dies_with_us(self._service.command)
        # The children inherit this: Ctrl-C reaches the whole group, and they are to be asked once only, by our TERM.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._process = subprocess.Popen(command, env=self._service.environ, stdin=subprocess.DEVNULL, stdout=output)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def look_after(self, say: Say) -> int | None:
        """Starts it again when its pause is over; its exit status in the moment it is found dead."""
        if self._start_at is not None:
            if time.monotonic() >= self._start_at:
                self.start()
            return None
        if self._process is None or (status := self._process.poll()) is None:
            return None
        self._plan_next_start()
        if status != CANNOT_START:
            say(f"{self._service.name} ended ({_reason(status)}); starting it again in {self._pause:.0f} s")
        return status

    def ask_to_end(self) -> None:
        self._start_at = None
        if self._process is not None:
            self._process.terminate()

    def end(self, deadline: float, say: Say) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(max(deadline - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            say(f"{self._service.name} did not end in time; killed")
            self._process.kill()
            self._process.wait()

    def _plan_next_start(self) -> None:
        was_steady = time.monotonic() - self._started_at > STEADY
        self._pause = 1.0 if was_steady else min(self._pause * 2, LONGEST_PAUSE)
        self._start_at = time.monotonic() + self._pause


def say_to_terminal(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _reason(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
