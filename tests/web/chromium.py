"""The browser that looks at the page."""

from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
# Nobody's own browser, and no screen: it asks no other host for anything of its own.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
