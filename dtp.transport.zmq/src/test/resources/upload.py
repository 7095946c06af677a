"""A client written with pyzmq, as a stranger would write it: tries the base rules from outside, one by one.

usage: upload.py PORT; prints "ok NAME" for each trial and fails at the first that is not as zmq.md says.
"""
import hashlib
import random
import sys
import zlib

import zmq

CHUNK = 10_000
CONTENT = random.Random(6).randbytes(123_457)
CHECKSUMS = {
    "crc32": lambda d: b"%08x" % zlib.crc32(d),
    "md5": lambda d: hashlib.md5(d).hexdigest().encode(),
    "sha1": lambda d: hashlib.sha1(d).hexdigest().encode(),
    "sha256": lambda d: hashlib.sha256(d).hexdigest().encode(),
}
context = zmq.Context()


def connect(kind):
    socket = context.socket(kind)
    socket.linger = 0
    socket.rcvtimeo = 20_000
    socket.connect("tcp://127.0.0.1:" + sys.argv[1])
    return socket


def ask(socket, *frames):
    socket.send_multipart(list(frames))
    return socket.recv_multipart()


def number(value):
    return b"%d" % value


def chunk(name, offset, data, checksum=CHECKSUMS["crc32"]):
    return [b"CHUNK", name, number(offset), number(len(data)), checksum(data), data]


def pieces():
    return [(at, CONTENT[at : at + CHUNK]) for at in range(0, len(CONTENT), CHUNK)]


def expect(what, answer, ready):
    good = answer == [b"READY"] if ready else answer[0] == b"ERROR" and len(answer) == 2
    if not good:
        sys.exit(what + ": " + repr(answer))


def upload(what, socket, parts, checksum=CHECKSUMS["crc32"]):
    name = what.encode()
    expect(what, ask(socket, b"HELLO", name), True)
    for at, data in parts:
        expect(what, ask(socket, *chunk(name, at, data, checksum)), True)
    expect(what, ask(socket, b"CLOSE", name, number(len(CONTENT))), True)
    print("ok", what)


def pipelined(what, socket):
    name = what.encode()
    expect(what, ask(socket, b"HELLO", name), True)
    for at, data in pieces():
        socket.send_multipart(chunk(name, at, data))
    for _ in pieces():
        expect(what, socket.recv_multipart(), True)
    expect(what, ask(socket, b"CLOSE", name, number(len(CONTENT))), True)
    print("ok", what)


dealer = connect(zmq.DEALER)
upload("in-order", dealer, pieces())
shuffled = pieces()
random.Random(1).shuffle(shuffled)
upload("shuffled", dealer, shuffled)
upload("with-req", connect(zmq.REQ), pieces())
for kind, checksum in CHECKSUMS.items():
    upload(kind, dealer, pieces(), checksum)
pipelined("pipelined", dealer)

# 100 000 HELLOs of one client that never reads: it gets no further than the limit, and nobody else is held up
flood = context.socket(zmq.DEALER)
flood.linger = 0
flood.sndtimeo = 20_000
flood.connect("tcp://127.0.0.1:" + sys.argv[1])
for i in range(100_000):
    flood.send_multipart([b"HELLO", b"flood-%d" % i])
upload("after-a-flood", dealer, pieces())
flood.close()

# rule 1: HELLO first; rule 4: one upload a name, whoever asks
expect("rule 1", ask(dealer, *chunk(b"r", 0, b"abc")), False)
expect("rule 4", ask(dealer, b"HELLO", b"r"), True)
expect("rule 4", ask(dealer, b"HELLO", b"r"), False)
expect("rule 4", ask(connect(zmq.DEALER), b"HELLO", b"r"), False)
# rules 6 and 7: checksum and size
expect("rule 6", ask(dealer, b"CHUNK", b"r", b"0", b"3", b"00000000", b"abc"), False)
expect("rule 6", ask(dealer, b"CHUNK", b"r", b"0", b"3", b"", b"abc"), False)
expect("rule 7", ask(dealer, b"CHUNK", b"r", b"0", b"4", CHECKSUMS["crc32"](b"abc"), b"abc"), False)
# rule 2: again, and nothing
expect("rule 2", ask(dealer, *chunk(b"r", 0, b"abc")), True)
expect("rule 2", ask(dealer, *chunk(b"r", 0, b"abc")), True)
expect("rule 2", ask(dealer, *chunk(b"r", 0, b"")), True)
# rule 3: a wrong size and a gap abort
expect("rule 3", ask(dealer, b"CLOSE", b"r", b"2"), False)
expect("rule 3", ask(dealer, b"CLOSE", b"r", b"3"), False)
expect("rule 3", ask(dealer, b"HELLO", b"r"), True)
expect("rule 3", ask(dealer, *chunk(b"r", 3, b"abc")), True)
expect("rule 3", ask(dealer, b"CLOSE", b"r", b"6"), False)
# rule 5: whatever comes is answered
for message in ([b"HELLO"], [b"what"], [b"CLOSE", b"r", b"9223372036854775808"], [b"CLOSE", b"r", b"-1"], [b"CHUNK", b"r"], [b"CHUNK"] + 5 * [b"9" * 30], 20 * [b"x"]):
    expect("rule 5", ask(dealer, *message), False)
print("ok rules")
