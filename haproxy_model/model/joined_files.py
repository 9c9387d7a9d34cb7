"""`config.files`: the files of a configuration, by place and by path; files join and leave here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar, overload

from haproxy_model.errors import AlreadyPlaced, InvalidValue, UnknownName, near, wrong_kind
from haproxy_model.syntax.text import counted

if TYPE_CHECKING:
    from haproxy_model.model.config import Config, File

D = TypeVar("D")


class Files:
    """The files of a configuration in the order in which HAProxy reads them; a live view."""

    __slots__ = ("_config",)

    def __init__(self, config: Config) -> None:
        self._config = config

    def __iter__(self) -> Iterator[File]:
        return iter(self._config._files)

    def __len__(self) -> int:
        return len(self._config._files)

    def __eq__(self, other: object) -> bool:
        """Whether another view, a list or a tuple holds the same files in the same order."""
        if isinstance(other, (Files, list, tuple)):
            return list(self) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # what it holds changes

    @overload
    def __getitem__(self, key: int | str | os.PathLike[str] | File) -> File: ...
    @overload
    def __getitem__(self, key: slice) -> list[File]: ...
    def __getitem__(self, key: int | str | os.PathLike[str] | File | slice) -> File | list[File]:
        if isinstance(key, slice):
            return list(self._config._files[key])
        return self._config._files[key] if isinstance(key, int) else self._found(key)

    def __contains__(self, key: object) -> bool:
        return any(file is key for file in self) or (
            isinstance(key, (str, os.PathLike)) and self._named(key) is not None
        )

    @overload
    def get(self, path: str | os.PathLike[str]) -> File | None: ...
    @overload
    def get(self, path: str | os.PathLike[str], default: D) -> File | D: ...
    def get(self, path: str | os.PathLike[str], default: D | None = None) -> File | D | None:
        """The file of a path; without one the default, None."""
        found = self._named(path)
        return default if found is None else found

    def index(self, file: File | str | os.PathLike[str]) -> int:
        """The place of a file, given itself or by path.

        Raises:
            UnknownName: it is not here.
        """
        return self._config._files.index(self._found(file))

    def append(self, file: File | Config) -> None:
        """Have a free file join after the others, or all those of another configuration, which is empty then.

        Raises:
            AlreadyPlaced: the file belongs to a configuration: take it out with `remove` there.
            InvalidValue: a file of its path is here.
        """
        self.insert(len(self), file)

    def insert(self, index: int, file: File | Config) -> None:
        """Have a free file, or those of another configuration, join before the file of a place; see `append`."""
        new = self._joining(file)
        old = self._config._files
        place = slice(index, None).indices(len(old))[0]
        for each in new:
            each._join(self._config)
        if file not in new:  # a whole configuration
            file._empty()  # type: ignore[union-attr]
        self._set((*old[:place], *new, *old[place:]))

    def remove(self, file: File | str | os.PathLike[str]) -> File:
        """Take a file out, given itself or by path; gives it, free to join another configuration.

        What is on disk stays there.

        Raises:
            UnknownName: it is not here.
            InvalidValue: it is the only one.
        """
        found = self._found(file)
        if len(self) == 1:
            raise InvalidValue("a configuration has one file at least: have another one join first")
        left = tuple(each for each in self if each is not found)
        found._leave()
        self._set(left)
        return found

    def pop(self, key: int | str | os.PathLike[str] = -1) -> File:
        """Take the file of a place or a path out, the last one by default; see `remove`."""
        return self.remove(self[key])

    def _joining(self, given: object) -> tuple[File, ...]:
        from haproxy_model.model.config import Config, File

        if isinstance(given, Config):
            if given is self._config:
                raise AlreadyPlaced("a configuration cannot join itself: give another one")
            new = given._files
        elif isinstance(given, File):
            if given._config._is_home:
                raise AlreadyPlaced(f"{given!r} belongs to a configuration: take it out with files.remove() there")
            new = (given,)
        else:
            raise wrong_kind("an hm.File, or a configuration whose files should join", given)
        for each in new:
            if each.path is not None and self._named(each.path) is not None:
                raise InvalidValue(f"{each.path} is a file of this configuration already: give another path")
        return new

    def _set(self, files: tuple[File, ...]) -> None:
        self._config._files = files
        self._config._answers, self._config._indexes, self._config._starting = {}, {}, object()

    def _named(self, path: str | os.PathLike[str]) -> File | None:
        name = os.fspath(path)
        exact = next((file for file in self if file.path == name), None)
        return exact or next((file for file in self if file._is_called(name)), None)

    def _found(self, key: object) -> File:
        if isinstance(key, (str, os.PathLike)):
            found = self._named(key)
            if found is None:
                hint = near(os.fspath(key), [file.path or "" for file in self])
                raise UnknownName(f"no file {os.fspath(key)!r} here{hint}")
            return found
        for file in self:
            if file is key:
                return file
        from haproxy_model.model.config import File

        if isinstance(key, File):
            raise UnknownName(f"{key!r} does not belong to this configuration")
        raise wrong_kind("a file of the configuration, its place or its path", key)

    def __repr__(self) -> str:
        first = ", ".join(map(repr, self._config._files[:3]))
        return f"<{counted(len(self), 'file')}: {first}{', …' if len(self) > 3 else ''}>"


Sequence.register(Files)
