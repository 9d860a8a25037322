"""Calls a service behind the gateway by its own name: a conversation in both directions, and an error of the service."""

import queue

import grpc

import common

given = common.arguments()
stubs = common.generate()
from echo.v1 import echo_pb2, echo_pb2_grpc  # noqa: E402

WORDS = ["một", "hai", "ba", "bốn"]
with common.channel(given) as channel:
    service = echo_pb2_grpc.EchoServiceStub(channel)
    # The next word is said only when the last one has come back: nothing on the way waits for the end.
    say = queue.Queue()
    metadata = [
        ("x-header-word", "1;2, 3"),
        ("x-header-data-bin", bytes(range(256))),
        ("x-trailer-twice", "1"),
        ("x-trailer-twice", "2"),
        ("x-trailer-data-bin", b"\x00\xff"),
    ]
    call = service.Chat(iter(say.get, None), metadata=metadata, timeout=20)
    heard, seen = [], {}
    for word in WORDS:
        say.put(echo_pb2.EchoRequest(payload=word.encode()))
        said = next(call)
        heard.append(said.payload.decode())
        seen.update({entry.key: entry.value.decode(errors="replace") for entry in said.metadata})
    say.put(None)
    ended = next(call, None) is None
    initial, trailing = list(call.initial_metadata()), list(call.trailing_metadata())
    try:
        service.Fail(echo_pb2.FailRequest(code=9, message="sổ đã khóa", reason="BOOK_CLOSED"), timeout=10)
        failed = None
    except grpc.RpcError as error:
        failed = common.details(error)
    of = lambda pairs, key: [value.hex() if isinstance(value, bytes) else value for k, value in pairs if k == key]
    common.answer(
        heard=heard,
        ended=ended,
        caller=seen.get("lienthong-caller"),
        header=of(initial, "x-header-word"),
        header_bin=of(initial, "x-header-data-bin"),
        trailer=of(trailing, "x-trailer-twice"),
        trailer_bin=of(trailing, "x-trailer-data-bin"),
        failed=failed,
    )
