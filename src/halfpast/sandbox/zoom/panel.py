"""The pages for people: what exists, what was called, what should go wrong next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from halfpast.sandbox.http_server import Answer, Exchange, see_other
from halfpast.sandbox.pages import Html, fill, page
from halfpast.sandbox.zoom.control import change
from halfpast.sandbox.zoom.faults import BadFault, add_fault, clear_faults
from halfpast.sandbox.zoom.notices import challenge, remove_app
from halfpast.sandbox.zoom.panel_calls import calls_page
from halfpast.sandbox.zoom.panel_faults import fault_from, faults_page
from halfpast.sandbox.zoom.panel_overview import overview_page
from halfpast.sandbox.zoom.panel_settings import settings_from, settings_page
from halfpast.sandbox.zoom.panel_users import own_settings_from, user_page
from halfpast.sandbox.zoom.settings import BadSetting
from halfpast.sandbox.zoom.state import ZoomState
from halfpast.sandbox.zoom.users import change_user

PAGES: dict[str, tuple[str, Callable[[ZoomState], Html]]] = {
    "/": ("Simulated Zoom", overview_page),
    "/calls": ("Calls", calls_page),
    "/faults": ("Faults", faults_page),
    "/settings": ("Settings", settings_page),
}


@dataclass(frozen=True)
class Panel:
    state: ZoomState

    def answer(self, exchange: Exchange) -> Answer:
        if exchange.method == "POST":
            return self._act(exchange)
        if exchange.method in ("GET", "HEAD") and exchange.path in PAGES:
            title, content = PAGES[exchange.path]
            return self._page(title, content(self.state))
        if exchange.method in ("GET", "HEAD") and exchange.path.startswith("/users/"):
            content_of_user = user_page(self.state, _user_in(exchange.path))
            return self._page("User", content_of_user) if content_of_user else self._not_found()
        return self._not_found()

    def _act(self, exchange: Exchange) -> Answer:
        try:
            return self._done(exchange)
        except (BadFault, BadSetting) as problem:
            content = fill('<h1>That did not work</h1><p class="bad">$problem</p>', problem=problem)
            return self._page("That did not work", content, status=400)

    def _done(self, exchange: Exchange) -> Answer:
        form, path = exchange.form, exchange.path
        if path.startswith("/users/"):
            change_user(self.state, _user_in(path), own_settings_from(form))
            return see_other(path)
        acts: dict[str, tuple[str, Callable[[], object]]] = {
            "/remove-app": ("/", lambda: remove_app(self.state, form.get("user", ""), {})),
            "/validate-url": ("/", lambda: challenge(self.state, {})),
            "/reset": ("/", self.state.reset),
            "/faults": ("/faults", lambda: add_fault(self.state, fault_from(form))),
            "/faults/clear": ("/faults", lambda: clear_faults(self.state)),
            "/settings": ("/settings", lambda: change(self.state, settings_from(form))),
        }
        if path not in acts:
            return self._not_found()
        following, act = acts[path]
        act()
        return see_other(following)

    def _not_found(self) -> Answer:
        return self._page("Not found", Html("<h1>Not found</h1>"), status=404)

    def _page(self, title: str, content: Html, status: int = 200) -> Answer:
        links = [("/", "Overview"), ("/calls", "Calls"), ("/faults", "Faults"), ("/settings", "Settings")]
        if self.state.mailbox_url:
            links.append((self.state.mailbox_url, "Mailbox"))
        return page(title, content, links=links, brand="Simulated Zoom", status=status)


def _user_in(path: str) -> str:
    return unquote(path.removeprefix("/users/"))
