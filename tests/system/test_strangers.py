"""Whoever does not have the key gets nothing, and whoever has it can't break the daemon."""

import os
import random
import select
import socket
import time

import psutil
import pytest
import zmq

from daemon.connection import Connection
from protocol import codec, messages
from protocol.messages import Progress, Result
from protocol.version import PROTOCOL_VERSION
from tests.support.drawings import request
from tests.support.household import wait_until
from tests.support.samples import all_messages

MAJOR = PROTOCOL_VERSION[0]
_GREETING_BYTES = 64  # what ZMTP says to anybody


@pytest.fixture
def port(home):
    """The port of a running daemon that has done a job."""
    assert _job_works(home)
    return home.record().port


def _job_works(home):
    with home.client() as client:
        return isinstance(list(client.events(client.submit(request(steps=3))))[-1], Result)


def _all_received(connection, within_s):
    """All bytes until the other side closes; fails if it does not within the time."""
    received = b""
    connection.settimeout(within_s)
    try:
        while chunk := connection.recv(4096):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def test_the_daemon_listens_on_one_loopback_port_only(home, port):
    listening = [
        found.laddr for found in home.daemon().net_connections() if found.status == psutil.CONN_LISTEN
    ]

    assert listening == [("127.0.0.1", port)]
    assert not home.worker().net_connections()


@pytest.mark.parametrize(
    "opening",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST /prompt HTTP/1.1\r\nOrigin: null\r\nContent-Length: 2\r\n\r\n{}",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100),
        b"",
        bytes(1000),
    ],
    ids=["get", "post", "tls", "silence", "zeros"],
)
def test_other_protocols_get_no_answer_and_are_dropped(home, port, opening):
    with socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.sendall(opening)

        received = _all_received(stranger, within_s=5)

    assert len(received) <= _GREETING_BYTES
    assert b"HTTP" not in received


def test_hundreds_of_strangers_are_dropped_and_the_next_client_is_served(home, port):
    daemon = home.daemon()
    descriptors = daemon.num_fds()
    chance = random.Random(1)
    strangers = [socket.create_connection(("127.0.0.1", port)) for _ in range(150)]
    for number, stranger in enumerate(strangers):
        if number % 2:
            stranger.sendall(chance.randbytes(chance.randrange(1, 500)))

    assert _job_works(home)

    wait_until(lambda: daemon.num_fds() <= descriptors + 2, within_s=5)
    for stranger in strangers:
        stranger.close()
    assert home.daemon() == daemon
    assert not home.events("bad_message")


@pytest.mark.parametrize("credentials", ["none", "plain", "wrong server key"])
def test_zeromq_peers_without_the_key_reach_nothing(home, port, credentials):
    hellos = len(home.events("hello"))
    context = zmq.Context()
    dealer = context.socket(zmq.DEALER)
    dealer.linger = 0
    if credentials == "plain":
        dealer.plain_username, dealer.plain_password = b"user", b"password"
    if credentials == "wrong server key":
        dealer.curve_serverkey = zmq.curve_keypair()[0]
        dealer.curve_publickey, dealer.curve_secretkey = zmq.curve_keypair()
    dealer.connect(f"tcp://127.0.0.1:{port}")

    for message in (messages.Hello(), messages.AskStatus(), messages.Shutdown()):
        dealer.send_multipart(codec.encode(message))
    answered = dealer.poll(600)

    dealer.close()
    context.term()
    assert not answered
    assert len(home.events("hello")) == hellos
    assert _job_works(home)


def test_the_key_is_nowhere_but_in_the_record(home, port):
    key = home.record().key

    for process in (home.daemon(), home.worker()):
        assert key not in " ".join(process.cmdline())
        assert key not in str(process.environ())
    holders = [path for path in home.root.rglob("*") if path.is_file() and key in path.read_text("latin-1")]
    assert holders == [home.folder / "daemon.json"]


def test_each_daemon_has_a_key_of_its_own(home, port):
    first = home.record().key
    with home.client(start=False) as client:
        client.shutdown()

    assert _job_works(home)

    assert home.record().key != first


def _keyed_socket(home, context):
    dealer = context.socket(zmq.DEALER)
    dealer.linger = 0
    dealer.curve_serverkey = home.record().key.encode()
    dealer.curve_publickey, dealer.curve_secretkey = zmq.curve_keypair()
    dealer.connect(f"tcp://127.0.0.1:{home.record().port}")
    return dealer


def test_nonsense_from_a_client_with_the_key_does_not_disturb_others(home, port):
    chance = random.Random(2)
    corpus = [codec.encode(message) for message in all_messages() if message.kind != "shutdown"]
    context = zmq.Context()
    dealer = _keyed_socket(home, context)
    with home.client() as client:
        job = client.submit(request(steps=100))
        next(message for message in client.events(job) if isinstance(message, Progress))

        for _ in range(2_000):
            frames = [bytearray(frame) for frame in chance.choice(corpus)]
            frame = chance.choice(frames)
            if frame:
                frame[chance.randrange(len(frame))] = chance.randrange(256)
            dealer.send_multipart(frames[: chance.randrange(len(frames) + 1)] or [b""])

        assert isinstance(list(client.events(job))[-1], Result)
    dealer.close()
    context.term()
    assert home.events("bad_message")
    assert len(home.events("serving")) == 1
    assert _job_works(home)


@pytest.mark.parametrize("message", [messages.Submit("j", request()), messages.Cancel("j"), messages.Pong()])
def test_work_before_hello_is_refused(home, port, message):
    connection = Connection(port, home.record().key)

    connection.send(message)

    answer = connection.receive(5)
    connection.close()
    assert answer == messages.Refuse(messages.ErrorCode.UNSUPPORTED)


@pytest.mark.parametrize("protocol", [(), (MAJOR + 1, 0), (MAJOR - 1, 9)])
def test_hello_of_another_major_version_is_refused_with_both_versions(home, port, protocol):
    connection = Connection(port, home.record().key)

    connection.send(messages.Hello(protocol=protocol))

    answer = connection.receive(5)
    connection.close()
    assert answer == messages.Refuse(messages.ErrorCode.VERSION_MISMATCH)


def test_a_client_that_vanishes_at_once_leaves_no_job_behind(home, port):
    for _ in range(5):
        context = zmq.Context()
        dealer = _keyed_socket(home, context)
        dealer.send_multipart(codec.encode(messages.Hello()))
        dealer.send_multipart(codec.encode(messages.Submit(os.urandom(4).hex(), request(steps=10_000))))
        dealer.poll(2000)
        context.destroy(linger=0)

    wait_until(lambda: home.status().worker != "busy" and home.status().queue == 0, within_s=5)


def test_a_peer_that_stops_in_the_middle_of_a_frame_holds_up_nobody(home, port):
    with socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.sendall(b"\xff\0\0\0\0\0\0\0\x01\x7f\x03")
        began = time.monotonic()

        assert _job_works(home)

        ready, _, _ = select.select([stranger], [], [], max(0.0, began + 5 - time.monotonic()))
        assert ready
