from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

START = "import sys; from halfpast.sandbox.servers import main; sys.exit(main(sys.argv[1:]))"
FREE_PORTS = ("--zoom-port", "0", "--mailbox-port", "0", "--smtp-port", "0")
REDIRECT_URI = "http://127.0.0.1:9/back"


def start(*options: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    command = [sys.executable, "-c", START, *FREE_PORTS, *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def end(process: subprocess.Popen[str]) -> float:
    """Answers the seconds it took."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=5)
    return time.monotonic() - began


def test_the_process_tells_its_addresses_links_its_pages_and_ends_at_once() -> None:
    process, urls = start()

    overview, mailbox = httpx.get(urls["zoom"]).text, httpx.get(urls["mailbox"]).text
    took = end(process)

    assert urls["smtp"].startswith("smtp://127.0.0.1:")
    assert urls["mailbox"] in overview
    assert urls["zoom"] in mailbox
    assert (process.returncode, took < 2) == (0, True)


def test_a_running_call_does_not_keep_the_process_alive() -> None:
    process, urls = start()
    fault = {"match": {}, "fault": {"kind": "hang", "seconds": 60}}
    httpx.post(f"{urls['zoom']}/_sandbox/faults", json=fault)
    try:
        httpx.get(f"{urls['zoom']}/j/1", timeout=0.2)
    except httpx.ReadTimeout:
        took = end(process)

    assert took < 2


def test_grants_meetings_settings_faults_and_the_ledger_survive_a_kill(tmp_path: Path) -> None:
    options = ("--data", str(tmp_path), "--redirect-uri", REDIRECT_URI)
    process, urls = start(*options)
    access_token = connect(urls["zoom"])
    authorization = {"Authorization": f"Bearer {access_token}"}
    made = httpx.post(f"{urls['zoom']}/v2/users/me/meetings", json={"topic": "Kept"}, headers=authorization).json()
    httpx.post(f"{urls['zoom']}/_sandbox/settings", json={"daily_cap": 7})
    process.kill()
    process.communicate()

    process, urls = start(*options)
    read = httpx.get(f"{urls['zoom']}/v2/meetings/{made['id']}", headers=authorization).json()
    settings = httpx.get(f"{urls['zoom']}/_sandbox/settings").json()
    ledger = httpx.get(f"{urls['zoom']}/_sandbox/ledger").json()["ledger"]
    end(process)

    assert (read["topic"], settings["daily_cap"]) == ("Kept", 7)
    assert [entry["method"] for entry in ledger] == ["POST", "POST", "POST", "GET"]


def connect(url: str) -> str:
    asked = {"response_type": "code", "client_id": "halfpast-sandbox", "redirect_uri": REDIRECT_URI}
    back = httpx.post(f"{url}/oauth/authorize", data={**asked, "choice": "allow"}).headers["Location"]
    form = {"grant_type": "authorization_code", "code": httpx.URL(back).params["code"], "redirect_uri": REDIRECT_URI}
    answer = httpx.post(f"{url}/oauth/token", data=form, auth=("halfpast-sandbox", "halfpast-sandbox-secret"))
    return str(answer.json()["access_token"])
