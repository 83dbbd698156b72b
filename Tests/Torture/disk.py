"""Disks that can be filled, and disks that can be copied as they are at one instant.

A file system in a file (ext4, which forgets whatever was not flushed to it) lies on another one in
a file (XFS, which copies a file in an instant by sharing its blocks). A copy of the inner file is
the disk as it would be after a power cut: what the operating system kept in memory is not in it.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from harness import Skipped, command, need_tools

OUTER_BYTES = 1 << 30
INNER_BYTES = 64 << 20
UNMOUNT_TRIES = 50


def need_mounts(*tools: str) -> None:
    """Skips the harness where file systems can't be mounted."""
    if os.geteuid() != 0:
        raise Skipped("mounting needs root")
    need_tools("mount", "umount", *tools)


@contextmanager
def mounted(target: Path, *arguments: object) -> Iterator[Path]:
    """A file system, mounted for as long as it is needed."""
    target.mkdir(parents=True, exist_ok=True)
    command("mount", *arguments, target)
    try:
        yield target
    finally:
        unmount(target)


def unmount(target: Path) -> None:
    """Unmounts, once the processes that were killed have let go of their files."""
    for _ in range(UNMOUNT_TRIES):
        try:
            command("umount", target)
            return
        except OSError:
            time.sleep(0.1)
    command("umount", target)


@contextmanager
def full_disk(folder: Path, size_bytes: int) -> Iterator[Path]:
    """A small file system in memory."""
    need_mounts()
    with ExitStack() as stack:
        options = ("-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs")
        try:
            target = stack.enter_context(mounted(folder, *options))
        except OSError as error:
            raise Skipped(f"no file system in memory: {error}") from error
        yield target


@contextmanager
def copying_disk(folder: Path) -> Iterator["CopyingDisk"]:
    """The outer file system, on which disks can be made and copied; it lies in memory, so that
    flushes are fast."""
    need_mounts("mkfs.xfs", "mkfs.ext4", "losetup")
    with ExitStack() as stack:
        try:
            memory = stack.enter_context(mounted(
                folder / "memory", "-t", "tmpfs", "-o", f"size={OUTER_BYTES}", "tmpfs"))
            image = memory / "outer.img"
            with image.open("wb") as file:
                file.truncate(OUTER_BYTES)
            command("mkfs.xfs", "-q", "-m", "reflink=1", image)
            outer = stack.enter_context(mounted(folder / "outer", "-o", "loop", image))
        except OSError as error:
            raise Skipped(f"no XFS on a loop device: {error}") from error
        yield CopyingDisk(outer)


class CopyingDisk:
    """Makes disks in one file each, and copies of them."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.image = folder / "disk.img"

    @contextmanager
    def disk(self) -> Iterator[Path]:
        """A new disk, which by itself writes nothing before it is asked to (or an hour has
        passed)."""
        with self.image.open("wb") as file:
            file.truncate(INNER_BYTES)
        command("mkfs.ext4", "-q", "-F", self.image)
        with mounted(self.folder / "disk", "-o", "loop,commit=3600", self.image) as target:
            yield target

    def cut(self, number: int) -> Path:
        """The image of the disk at this instant."""
        copy = self.folder / f"cut-{number}.img"
        command("cp", "--reflink=always", self.image, copy)
        return copy

    @contextmanager
    def opened(self, copy: Path) -> Iterator[Path]:
        """A copy, mounted as after the power is back; it is removed afterwards."""
        with mounted(self.folder / "cut", "-o", "loop", copy) as target:
            yield target
        copy.unlink()


def keep(source: Path, target: Path) -> None:
    """Copies what is on a disk that is about to go."""
    shutil.copytree(source, target, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("lost+found"))
