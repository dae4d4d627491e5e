"""What axe complains of on a page, in the light and in the dark."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COLOURS = ["color-contrast", "link-in-text-block"]


def complaints(page: Page, within: str | None = None) -> list[tuple[str, str, list[Any]]]:
    """Scheme, rule and elements of every violation, inside one element if ``within`` selects it.

    Every rule is tried in the light; in the dark those about colour, because nothing else depends on it.
    """
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = {"light": Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response}
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found["dark"] = page.evaluate(
        "([within, rules]) => axe.run(within ?? document, { runOnly: rules, resultTypes: ['violations'] })",
        [within, COLOURS],
    )
    return [
        (scheme, rule["id"], [node["target"] for node in rule["nodes"]])
        for scheme, result in found.items()
        for rule in result["violations"]
    ]


def hover_everything(page: Page, selector: str) -> None:
    """Let everything selected look from now on as if the pointer rested on it."""
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    for node in session.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]:
        session.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": ["hover"]})
