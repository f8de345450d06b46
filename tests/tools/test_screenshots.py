from __future__ import annotations

import json

from halfpast.simulation import Simulation, demo_welcome
from tools.screenshots import read_welcome

SITE = "http://localhost:8000"


def test_what_the_demo_says_at_its_start_is_understood() -> None:
    simulation = Simulation(zoom=8001, mailbox=8002, smtp=8003)
    environ = {"EMAIL_URL": simulation.email_url, "ZOOM_BASE_URL": simulation.zoom_url}
    made = {"email": "demo@example.com", "password": "a-password", "booking_url": f"{SITE}/demo/consultation"}

    demo = read_welcome(demo_welcome(json.dumps(made), SITE, simulation, environ))

    assert (demo.site, demo.workspace, demo.mailbox) == (SITE, f"{SITE}/demo", simulation.mailbox_url)
    assert (demo.email, demo.password) == ("demo@example.com", "a-password")
