"""What cannot be written is told with its remedy: room where the disk is full, the folder where it is not."""

import errno
import os
from pathlib import Path

import pytest

from ccsim.errors import CcsimError
from ccsim.experiment.whole import write_whole


@pytest.mark.parametrize(
    ("number", "remedy"),
    [(errno.ENOSPC, "make room"), (errno.EACCES, "see that {} can be written"), (errno.EROFS, "see that {} can be")],
)
def test_only_a_full_disk_asks_for_room(tmp_path: Path, number: int, remedy: str) -> None:
    def refuse(_: Path) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(CcsimError) as told:
        write_whole(tmp_path / "page.html", refuse)
    assert remedy.format(tmp_path) in str(told.value)
    assert ("make room" in str(told.value)) == (number == errno.ENOSPC)
