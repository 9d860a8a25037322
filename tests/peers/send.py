"""Sends a message, sends it again, sends other bytes under its id, and sends where no route leads."""

import grpc

import common

given = common.arguments("--to", "--type", "--nowhere")
stubs = common.generate()
from lienthong.message.v1 import message_pb2, message_service_pb2, message_service_pb2_grpc  # noqa: E402


def request(message_id, to, payload):
    envelope = message_pb2.Envelope(
        message_id=message_id, type=given.type, receivers=[message_pb2.Receiver(agency=to)]
    )
    return message_service_pb2.SendRequest(envelope=envelope, payload=payload)


def refusal(*of):
    try:
        service.Send(request(*of), timeout=10)
    except grpc.RpcError as error:
        return common.details(error)
    return None


PAYLOAD = "Kính gửi: Ủy ban nhân dân".encode()
with common.channel(given) as channel:
    service = message_service_pb2_grpc.MessageServiceStub(channel)
    first = service.Send(request("python-1", given.to, PAYLOAD), timeout=10)
    again = service.Send(request("python-1", given.to, PAYLOAD), timeout=10)
    common.answer(
        receipt=first.receipt.jws,
        log_index=first.receipt.log_index,
        payload_sha256=first.receipt.payload_sha256.hex(),
        deliveries=[delivery.receiver for delivery in first.deliveries],
        same_receipt=again.duplicate and again.receipt.jws == first.receipt.jws,
        other_bytes=refusal("python-1", given.to, b"other"),
        no_route=refusal("python-2", given.nowhere, PAYLOAD),
        bad_field=refusal("with blank", given.to, PAYLOAD),
    )
