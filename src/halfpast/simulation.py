"""What `run --demo` adds: a simulated Zoom and a mailbox on the loopback address, and the settings that lead there."""

import json
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass

from halfpast import env
from halfpast.listening import free_ports

DEMO_SETTINGS = {
    "ZOOM_CLIENT_ID": "halfpast-demo",
    "ZOOM_CLIENT_SECRET": "demo-client-secret-of-the-simulated-zoom",
    "ZOOM_DEAUTH_SECRET": "demo-secret-token-of-the-simulated-zoom",
}


@dataclass(frozen=True)
class Simulation:
    zoom: int
    mailbox: int
    smtp: int

    @classmethod
    def beside(cls, web: int) -> "Simulation":
        """The three ports after the web's, or any free ones."""
        return cls(*free_ports([web + 1, web + 2, web + 3]))

    @property
    def zoom_url(self) -> str:
        return f"http://127.0.0.1:{self.zoom}"

    @property
    def mailbox_url(self) -> str:
        return f"http://127.0.0.1:{self.mailbox}"

    @property
    def email_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp}"

    def put_into(self, environ: MutableMapping[str, str]) -> None:
        """Whatever the operator has set stays as it is."""
        absent = {name: value for name, value in DEMO_SETTINGS.items() if not env.text(name, "")}
        if not env.text("ZOOM_BASE_URL", "") and not env.text("ZOOM_API_URL", ""):
            absent |= {"ZOOM_BASE_URL": self.zoom_url, "ZOOM_API_URL": self.zoom_url}
        if not env.text("EMAIL_URL", ""):
            absent["EMAIL_URL"] = self.email_url
        environ.update(absent)

    def options(self, environ: Mapping[str, str]) -> list[str]:
        """The command line of `halfpast sandbox`."""
        base_url = environ["BASE_URL"]
        given = {
            "--host": "127.0.0.1",
            "--zoom-port": str(self.zoom),
            "--mailbox-port": str(self.mailbox),
            "--smtp-port": str(self.smtp),
            "--data": f"{environ['DATA_DIR']}/sandbox",
            "--client-id": env.text("ZOOM_CLIENT_ID"),
            "--client-secret": env.text("ZOOM_CLIENT_SECRET"),
            "--secret-token": env.text("ZOOM_DEAUTH_SECRET"),
            "--redirect-uri": f"{base_url}/auth/zoom/video/callback",
            "--deauthorize-url": f"{base_url}/auth/zoom/deauthorize",
        }
        return [word for option in given.items() for word in option]


def demo_welcome(answer: str, base_url: str, simulation: Simulation, environ: Mapping[str, str]) -> str:
    """Where to look and how to sign in; `answer` ends with the line of JSON that `halfpast demo` prints."""
    try:
        demo = json.loads(answer.splitlines()[-1])
        lines = [
            f"  Sign in          {base_url}/accounts/login/  as {demo['email']}  password {demo['password']}",
            f"  Book as a guest  {demo['booking_url']}",
        ]
    except (ValueError, KeyError, IndexError):
        lines = ["  The demo workspace could not be made; the lines above say why"]
    if environ.get("EMAIL_URL") == simulation.email_url:
        lines.append(f"  Read the mails   {simulation.mailbox_url}")
    if environ.get("ZOOM_BASE_URL") == simulation.zoom_url:
        lines.append(f"  Simulated Zoom   {simulation.zoom_url}")
    return "\n".join(lines)
