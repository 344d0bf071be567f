"""A deck as a file: the same slides give the same bytes, whenever and wherever they are written."""

import io
import zipfile
from pathlib import Path

from pptx.presentation import Presentation

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say


def save(presentation: Presentation, path: Path) -> Path:
    """Write the deck, its parts dated alike; a reader never sees half a file."""
    written = io.BytesIO()
    presentation.save(written)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(_undated(written.getvalue()))
    part.replace(path)
    return path


def _undated(archive: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()
