"""Windows of the browser that tests share: a new one takes longer than what most tests do in it."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


class Window:
    """A window that shows one page after another; what each has said on the console, and asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def show(self, file: Path, width: int = 1280, scheme: str = "light", *, height: int = 900) -> Page:
        """Show a file, as from a mail, and return the page."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(media="screen", color_scheme=scheme)
        self.said.clear()
        self.asked.clear()
        self.page.goto(file.as_uri())
        return self.page

    def violations(self) -> list[tuple[str, list[str]]]:
        """Return what axe finds on the page as it is now: each rule, with the first elements that break it."""
        found = Axe().run(self.page).response["violations"]
        return [(rule["id"], [node["html"][:120] for node in rule["nodes"][:3]]) for rule in found]
