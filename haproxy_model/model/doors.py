"""The methods of `Config` that answer through the rooms above the model, imported when they are called.

The only module of the model that knows of views: `Config` has these functions as its methods.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from haproxy_model.errors import wrong_kind
from haproxy_model.model.given import given, given_target, given_text
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.versions import LATEST

if TYPE_CHECKING:
    from haproxy_model.model.config import Config
    from haproxy_model.views.effective import Effective
    from haproxy_model.views.symbols import Symbol, Symbols


def effective(
    config: Config, proxy: Section, *, version: str = LATEST, environment: Mapping[str, str] | None = None
) -> Effective:
    """The settings of a proxy as HAProxy resolves them, and the line of each; valid until the next edit.

    What is worked out is remembered until then, so asking for every proxy of a file is cheap.

    Args:
        config: the configuration.
        proxy: one of its `frontend`, `backend`, `listen` or `defaults` sections.
        version: an HAProxy version, such as "3.4".
        environment: the variables that HAProxy would see; None is unknown: then every `.if` branch counts.

    Raises:
        UnknownName: the proxy is not in this configuration.
        InvalidValue: the section is not a proxy.
    """
    from haproxy_model.views.effective import effective

    given(proxy, Section, 'a proxy of this configuration, such as config.backends["app"]')
    given_target(version, environment)
    return effective(config, proxy, version=version, environment=environment)


def symbols(config: Config) -> Symbols:
    """Everything that has a name, with where it is given and used: sections, servers, ACLs, tables, users …

    The answer describes the configuration as it is now, until the next edit; `rename` keeps it right.
    """
    from haproxy_model.views.symbols import symbols_of

    return symbols_of(config)


def rename(config: Config, symbol: Symbol | Statement | Section, new: str) -> tuple[Statement, ...]:
    """Rename something wherever it is used: in conditions, expressions, log formats, other sections.

    Args:
        config: the configuration.
        symbol: what to rename: the section or the line that gives the name, or one of `symbols()`.
        new: its new name.

    Returns:
        The lines that were changed, headers among them.

    Raises:
        UnknownName: the configuration has no such symbol, perhaps no longer, or the line gives no name.
        InvalidValue: the name is not valid or already used, or a place that names something at run time (a computed
            `use_backend`, a Lua script, a variable) may mean the symbol; nothing was changed.
    """
    from haproxy_model.views.renaming import rename
    from haproxy_model.views.symbols import Symbol

    if not isinstance(symbol, (Symbol, Statement, Section)):
        raise wrong_kind('a section, a line or a symbol such as config.symbols().find("backend", "app")', symbol)
    return rename(config, symbol, given_text(new, "the new name as text"))
