"""Starts one program as somebody who is not root. Run as a script, alone: it imports nothing of ours.

    python launch.py MODE UID GID DETACH PROGRAM [ARGUMENT…]

MODE says how to become UID:GID — `self` (we are already), `namespace` (a new user namespace where our own
account is called UID: files stay ours), `account` (drop to that account for good).
With DETACH the program gets a session of its own, survives us and Ctrl-C, and its process id is printed.
"""

import os
import sys


def main(mode: str, uid: int, gid: int, detach: bool, command: list[str]) -> None:
    if mode == "namespace":
        _enter_namespace(uid, gid)
    elif mode == "account":
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if detach:
        child = os.fork()
        if child:
            os.write(1, str(child).encode())
            os._exit(0)
        os.setsid()
        os.dup2(2, 1)  # the pipe that carries the process id closes; words go to the log
    os.execv(command[0], command)


def _enter_namespace(uid: int, gid: int) -> None:
    outside_uid, outside_gid = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWUSER)
    for name, text in (
        ("setgroups", "deny"),  # the kernel asks for this before an ordinary process may write gid_map
        ("uid_map", f"{uid} {outside_uid} 1"),
        ("gid_map", f"{gid} {outside_gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


if __name__ == "__main__":
    mode, uid, gid, detach, *command = sys.argv[1:]
    main(mode, int(uid), int(gid), detach == "1", command)
