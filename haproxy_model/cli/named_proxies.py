"""The proxies that a user names on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haproxy_model.errors import UnknownName, near
from haproxy_model.schema.sections import PROXIES

if TYPE_CHECKING:
    from haproxy_model.model.section import Section
    from haproxy_model.views.inheritance import Inheritance


def chosen(inheritance: Inheritance, proxy: str | None) -> list[Section]:
    """The proxies that are meant.

    Args:
        inheritance: the proxies that there are.
        proxy: a name, or kind and name with a slash between; None for every frontend, listen and backend.

    Raises:
        UnknownName: there is no such proxy.
    """
    every = list(inheritance.active.of_kind(*PROXIES))
    if proxy is None:
        return [section for section in every if section.kind != "defaults"]
    kind, slash, name = proxy.partition("/")
    found = [each for each in every if (each.kind, each.name) == (kind, name)] if slash else []
    found = found or [each for each in every if each.name == proxy]
    if not found:
        raise UnknownName(f"no proxy is called {proxy!r}{near(proxy, (each.name or '' for each in every))}")
    return found
