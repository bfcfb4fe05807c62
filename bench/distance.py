"""A way between two network namespaces that takes time: every packet is kept for so many milliseconds.

usage: distance.py NEAR FAR MS
Prints a line of JSON when the way is open; ends with its standard input.
"""
import collections, ctypes, fcntl, os, select, struct, subprocess, sys, time

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
NEAR_ADDRESS, FAR_ADDRESS = "10.99.0.1", "10.99.0.2"


def open_tun(namespace, address, peer):
    """A TUN device inside a namespace; its packets are read and written here."""
    with open(f"/run/netns/{namespace}") as inside:
        if ctypes.CDLL(None, use_errno=True).setns(inside.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", b"way", IFF_TUN | IFF_NO_PI))
    for command in (f"addr add {address} peer {peer} dev way", "link set way up", "link set lo up"):
        subprocess.run(["ip", *command.split()], check=True)
    return device


def carry(devices, delay):
    """Passes packets on, each so many seconds after it came, in order."""
    waiting = {device: collections.deque() for device in devices}
    other = {devices[0]: devices[1], devices[1]: devices[0]}
    while True:
        due = min((queue[0][0] for queue in waiting.values() if queue), default=None)
        timeout = None if due is None else max(0, due - time.monotonic())
        ready, _, _ = select.select([*devices, sys.stdin], [], [], timeout)
        if sys.stdin in ready and not os.read(0, 4096):
            return
        for device in devices:
            while device in ready:
                try:
                    waiting[device].append((time.monotonic() + delay, os.read(device, 65536)))
                except BlockingIOError:
                    break
        now = time.monotonic()
        for device, queue in waiting.items():
            while queue and queue[0][0] <= now:
                os.write(other[device], queue.popleft()[1])


near, far, milliseconds = sys.argv[1:]
ends = [open_tun(near, NEAR_ADDRESS, FAR_ADDRESS), open_tun(far, FAR_ADDRESS, NEAR_ADDRESS)]
print("{}", flush=True)
carry(ends, float(milliseconds) / 1000)
