"""Settings of the embedded cluster: durable, and sized to the machine."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

MARK = "# Written by the Elektrohisob launcher at every start; do not edit.\n"


def memory_mb() -> int:
    """Return the memory of the machine, or of the container if that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    with contextlib.suppress(OSError, ValueError):
        total = min(total, int(limit.read_text()))
    return total // 2**20


def settings(sockets: Path, memory: int, cores: int, disk: int) -> str:
    """Return the configuration for `memory` and free `disk` in MB."""
    shared = max(128, min(memory // 6, 8192))
    wal = max(512, min(4096, disk // 20))
    try:
        small_shm = shutil.disk_usage("/dev/shm").total < 2**30
    except OSError:
        small_shm = True
    pairs = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{sockets}'",
        "port": "5432",
        "max_connections": "100",
        # hundreds of tables with their indexes in a transaction, several at a time
        "max_locks_per_transaction": "256",
        # durable: what was answered "done" survives a power cut
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        # size
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "work_mem": f"{max(8, min(memory // 384, 64))}MB",
        "maintenance_work_mem": f"{max(64, min(memory // 16, 1024))}MB",
        "max_wal_size": f"{wal}MB",
        "min_wal_size": f"{wal // 4}MB",
        "wal_compression": "on",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "100",
        "max_worker_processes": str(max(8, cores * 2)),
        "max_parallel_workers": str(cores),
        "max_parallel_workers_per_gather": str(max(1, min(4, cores // 2))),
        # Odoo sends many short statements that compiling would only delay
        "jit": "off",
        "dynamic_shared_memory_type": "mmap" if small_shm else "posix",
        "log_checkpoints": "on",
        "log_lock_waits": "on",
        "log_line_prefix": "'%m [%p] %u@%d '",
        "timezone": "'UTC'",
        "lc_messages": "'C'",
    }
    return MARK + "".join(f"{name} = {value}\n" for name, value in pairs.items())


def access(users: set[str], owner: str) -> tuple[str, str]:
    """Return pg_hba.conf and pg_ident.conf: only named users of this machine.

    The kernel tells PostgreSQL who is at the other end of the socket (`peer`), so no
    password exists that could leak, and nobody else on the machine gets in.
    """
    hba = MARK + "local all all peer map=elektrohisob\n"
    rows = [
        f"elektrohisob {user} {role}\n"
        for user in sorted(users | {owner})
        for role in ("elektrohisob", "postgres")
    ]
    return hba, MARK + "".join(rows)
