from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from halfpast.sandbox.zoom.notices import signature

SECRET = b"halfpast-sandbox-notice-secret"


class Product:
    """Stands where the product's deauthorization endpoint would be."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.arrived = threading.Semaphore(0)
        product = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                product.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
                answer = product.answer_to(json.loads(body))
                self.send_response(product.statuses.pop(0) if product.statuses else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
                product.arrived.release()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/auth/zoom/deauthorize"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def answer_to(self, notice: dict[str, Any]) -> bytes:
        plain = notice["payload"].get("plainToken", "")
        encrypted = hmac.new(SECRET, plain.encode(), hashlib.sha256).hexdigest()
        return json.dumps({"plainToken": plain, "encryptedToken": encrypted}).encode()


@pytest.fixture
def product(zoom: Any) -> Iterator[Product]:
    product = Product()
    zoom.set(deauthorize_url=product.url)
    yield product
    product.server.shutdown()
    product.server.server_close()


def user_id_of(host: Any) -> str:
    return str(host.call("GET", "/users/me").json()["id"])


def expected_signature(headers: dict[str, str], body: bytes) -> str:
    message = b"v0:" + headers["x-zm-request-timestamp"].encode() + b":" + body
    return "v0=" + hmac.new(SECRET, message, hashlib.sha256).hexdigest()


def test_removing_the_app_kills_the_grant_and_sends_a_signed_notice(zoom: Any, host: Any, product: Product) -> None:
    user_id = user_id_of(host)

    sent = zoom.control("POST", f"users/{user_id}/remove-app")

    [(headers, body)] = product.received
    assert (sent["status"], sent["outcome"]) == (200, "delivered")
    assert headers["x-zm-signature"] == expected_signature(headers, body)
    assert json.loads(body)["payload"]["user_id"] == user_id
    assert json.loads(body)["payload"]["client_id"] == zoom.app.client_id
    assert host.call("GET", "/users/me").status_code == 401


def test_the_signature_matches_the_documented_vector() -> None:
    event = b'"event_ts":1654503849680,"event":"endpoint.url_validation"'
    body = b'{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},' + event + b"}"

    assert signature("zoom-secret-token", "1654503849", body) == (
        "v0=fd1376db6cb3f4672c7ade33cc13700261143da5fd8058e52b5dd50c8bf002fe"
    )


def test_a_notice_can_be_bent_for_tests(zoom: Any, host: Any, product: Product) -> None:
    zoom.control("POST", f"users/{user_id_of(host)}/remove-app", {"timestamp": 1, "secret_token": "wrong"})

    [(headers, body)] = product.received
    assert headers["x-zm-request-timestamp"] == "1"
    assert headers["x-zm-signature"] != expected_signature(headers, body)


def test_the_challenge_checks_the_products_answer(zoom: Any, product: Product) -> None:
    right = zoom.control("POST", "validate-url")
    zoom.set(secret_token="another")
    wrong = zoom.control("POST", "validate-url")

    assert right["outcome"] == "validated"
    assert wrong["outcome"] == "wrong answer to the challenge"


def test_a_server_error_is_followed_by_another_try(zoom: Any, host: Any, product: Product) -> None:
    zoom.set(notice_retry_seconds="0.05 0.05")
    product.statuses = [500, 200]

    sent = zoom.control("POST", f"users/{user_id_of(host)}/remove-app")

    assert sent["outcome"] == "failed, will be repeated"
    assert product.arrived.acquire(timeout=3)
    assert product.arrived.acquire(timeout=3)


@pytest.mark.parametrize("restamped", [True, False])
def test_a_repeated_notice_carries_a_new_stamp_or_the_old_one(
    zoom: Any, host: Any, product: Product, restamped: bool
) -> None:
    zoom.set(notice_retry_seconds="1", notice_retries_restamped=restamped)
    product.statuses = [500, 200]

    zoom.control("POST", f"users/{user_id_of(host)}/remove-app")
    zoom.set(clock_offset_seconds=100)

    assert all(product.arrived.acquire(timeout=3) for _ in range(2))
    first, second = (headers["x-zm-request-timestamp"] for headers, _ in product.received)
    assert (first != second) is restamped


def test_a_refusal_is_final(zoom: Any, host: Any, product: Product) -> None:
    product.statuses = [401]

    assert zoom.control("POST", f"users/{user_id_of(host)}/remove-app")["outcome"] == "refused for good"


def test_a_revoke_by_the_product_is_followed_by_a_notice(zoom: Any, host: Any, product: Product) -> None:
    zoom.revoke(host.grant["access_token"])

    assert product.arrived.acquire(timeout=3)
    assert json.loads(product.received[0][1])["event"] == "app_deauthorized"


def test_an_unpublished_app_gets_no_notice(zoom: Any, host: Any, product: Product) -> None:
    zoom.set(published=False)

    sent = zoom.control("POST", f"users/{user_id_of(host)}/remove-app")

    assert sent["outcome"] == "not sent: the app is not published"
    assert product.received == []


def test_nobody_listening_is_told(zoom: Any, host: Any) -> None:
    zoom.set(deauthorize_url="http://127.0.0.1:1/")

    sent = zoom.control("POST", f"users/{user_id_of(host)}/remove-app")

    assert (sent["status"], sent["outcome"]) == (None, "no answer: ConnectionRefusedError")
    assert zoom.told("notices")[0]["outcome"] == sent["outcome"]
