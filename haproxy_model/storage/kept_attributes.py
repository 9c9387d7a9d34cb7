"""What a new file keeps of the one that it replaces: owner and group, mode, extended attributes such as ACLs."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

#: Extended attributes that speak of the content: the system makes them anew.
_OF_THE_CONTENT = frozenset(("security.evm", "security.ima"))


def keep_attributes(old: str, new: int) -> bool:
    """Give a new file, by its descriptor, what the old one has; whether owner and group are kept.

    Where there is no old one the new file has the mode that any new file has.
    """
    try:
        found = os.stat(old)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        _set_mode(new, 0o666 & ~mask)
        return True
    keeps_owner = _keep_owner(found, new)
    # Whoever gives a file away or sets its ACL may change its mode.
    _keep_extended_attributes(old, new)
    _set_mode(new, stat.S_IMODE(found.st_mode))
    return keeps_owner


def _keep_owner(old: os.stat_result, new: int) -> bool:
    made = os.fstat(new)
    if not hasattr(os, "fchown") or (made.st_uid, made.st_gid) == (old.st_uid, old.st_gid):
        return True
    try:
        os.fchown(new, old.st_uid, old.st_gid)
    except OSError:
        with suppress(OSError):
            os.fchown(new, -1, old.st_gid)
        return False
    return True


def _set_mode(new: int, mode: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(new, mode)


def _keep_extended_attributes(old: str, new: int) -> None:
    """Keep them as far as the system lets us; what the directory gave to the new file alone goes."""
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        wanted = {name: os.getxattr(old, name) for name in os.listxattr(old) if name not in _OF_THE_CONTENT}
        for name in os.listxattr(new):
            if name not in wanted and name not in _OF_THE_CONTENT:
                with suppress(OSError):
                    os.removexattr(new, name)
        for name, value in wanted.items():
            with suppress(OSError):
                os.setxattr(new, name, value)
