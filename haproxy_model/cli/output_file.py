"""`--output-file`: the report in a file, as a whole or not at all."""

from __future__ import annotations

import io
import os
from types import TracebackType

from haproxy_model.syntax.text import encode


class OutputFile:
    """A file that is replaced when all was written; a pipe or a device is written as it is.

    Args:
        path: the file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        #: where to write
        self.stream = io.StringIO()

    def __enter__(self) -> OutputFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Replace the file.

        Raises:
            FileChanged: another program holds it.
            Unwritable: the directory or the disk refuses.
        """
        if error is not None:
            return
        content = encode(self.stream.getvalue())
        if os.path.exists(self._path) and not os.path.isfile(self._path):
            with open(self._path, "wb") as file:
                file.write(content)
            return
        from haproxy_model.storage.replacement import Write, replace_files

        replace_files([Write(self._path, content, None)])
