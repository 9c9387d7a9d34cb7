"""The colours of pictures by role: ink, ground and edge, on white and on black paper."""

from __future__ import annotations

from haproxy_model.records import NamedTuple


class Tint(NamedTuple):
    """The colours of one role."""

    ink: str
    ground: str
    edge: str


#: Role -> its colours on white paper; "" is plain text, on cards.
LIGHT = {
    "": Tint("#1b2430", "#ffffff", "#c9d0da"),
    "gutter": Tint("#5b6675", "#f3f5f8", "#d8dde5"),
    "good": Tint("#0f5c34", "#dcf5e6", "#3fa66b"),
    "warning": Tint("#704400", "#fff0cf", "#d99a1c"),
    "error": Tint("#9b1220", "#fde4e5", "#d9424d"),
    "unknown": Tint("#33438a", "#e7ebfb", "#7c8bd0"),
}
#: The same on black paper.
DARK = {
    "": Tint("#e8ecf2", "#161d26", "#3a4656"),
    "gutter": Tint("#a3afbe", "#1d2631", "#303b49"),
    "good": Tint("#96e6b8", "#12361f", "#2f8553"),
    "warning": Tint("#f7d384", "#3b2b08", "#a0761f"),
    "error": Tint("#ffb3b8", "#47191d", "#bb4a52"),
    "unknown": Tint("#bdc8ff", "#1f2950", "#5a6bbb"),
}
#: The fonts of a system, by kind.
SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
