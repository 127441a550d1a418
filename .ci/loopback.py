"""Brings up loopback, all that a new network namespace has, and becomes the command it is given."""

import fcntl
import os
import socket
import struct
import sys

GET, SET, UP = 0x8913, 0x8914, 1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP
REQUEST = "16sH14x"  # struct ifreq: a name and flags

with socket.socket() as any_socket:
    _, flags = struct.unpack(REQUEST, fcntl.ioctl(any_socket, GET, struct.pack(REQUEST, b"lo", 0)))
    fcntl.ioctl(any_socket, SET, struct.pack(REQUEST, b"lo", flags | UP))
os.execvp(sys.argv[1], sys.argv[1:])
