"""Collects what is due, acknowledges it, and acknowledges it once more and wrongly."""

import hashlib

import grpc

import common

given = common.arguments()
stubs = common.generate()
from lienthong.message.v1 import message_pb2, message_service_pb2, message_service_pb2_grpc  # noqa: E402

with common.channel(given) as channel:
    service = message_service_pb2_grpc.MessageServiceStub(channel)
    found = []

    def acknowledge(message, attempt):
        verdict = message_pb2.Acknowledgement(verdict=message_pb2.VERDICT_ACCEPTED)
        request = message_service_pb2.AcknowledgeRequest(
            delivery_id=message.delivery_id, attempt=attempt, acknowledgement=verdict
        )
        return service.Acknowledge(request, timeout=10)

    for received in service.Receive(message_service_pb2.ReceiveRequest(drain=True), timeout=20):
        message = received.message
        first = acknowledge(message, message.attempt)
        again = acknowledge(message, message.attempt)
        try:
            wrong = acknowledge(message, message.attempt + 7) and None
        except grpc.RpcError as error:
            wrong = common.details(error)
        found.append(
            {
                "id": message.message_id,
                "sender": message.sender,
                "attempt": message.attempt,
                "payload": received.payload.decode(),
                "digest_agrees": hashlib.sha256(received.payload).digest() == message.payload_sha256,
                "receipt": message.receipt_jws,
                "acknowledged": not first.duplicate and again.duplicate,
                "wrong_attempt": wrong,
            }
        )
    common.answer(messages=found)
