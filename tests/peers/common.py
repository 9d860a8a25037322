"""What the peers share: stubs made from the protos, a channel over mutual TLS, and rich error details."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import grpc
import grpc_tools
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from grpc_tools import protoc

HERE = Path(__file__).resolve().parent
PROTO_ROOTS = [HERE.parent.parent / "proto", HERE.parent / "proto"]


def generate():
    """Makes the stubs of all protos in a folder of their own, and puts it on the path."""
    out = tempfile.TemporaryDirectory(prefix="lienthong-stubs-")
    well_known = Path(grpc_tools.__file__).parent / "_proto"
    for root in PROTO_ROOTS:
        files = [str(path) for path in sorted(root.rglob("*.proto"))]
        arguments = ["protoc", f"-I{root}", f"-I{well_known}", f"--python_out={out.name}", f"--grpc_python_out={out.name}"]
        if protoc.main(arguments + files) != 0:
            sys.exit(f"protoc does not take the files under {root}")
    sys.path.insert(0, out.name)
    return out


def arguments(*more):
    """The arguments that every peer has: where the gateway is, and who the peer is."""
    parser = argparse.ArgumentParser()
    for name in ("--server", "--ca", "--cert", "--key", *more):
        parser.add_argument(name, required=True)
    return parser.parse_args()


def channel(given):
    """A connection to the gateway over mutual TLS."""
    read = lambda path: Path(path).read_bytes()
    credentials = grpc.ssl_channel_credentials(read(given.ca), read(given.key), read(given.cert))
    return grpc.secure_channel(given.server, credentials)


def details(error):
    """What a program reads of an error: the code, and its google.rpc details by the name of their type."""
    found = {"code": error.code().name, "message": error.details()}
    status = rpc_status.from_call(error)
    for packed in status.details if status else []:
        name = packed.type_url.rsplit(".", 1)[-1]
        detail = getattr(error_details_pb2, name)()
        packed.Unpack(detail)
        found[name] = str(detail.reason) if name == "ErrorInfo" else str(detail)
        if name == "LocalizedMessage":
            found[name] = {"locale": detail.locale, "message": detail.message}
        if name == "BadRequest":
            found[name] = [violation.field for violation in detail.field_violations]
    return found


def answer(**found):
    """Says what the peer has seen, for the test to read."""
    json.dump(found, sys.stdout, ensure_ascii=False)
    print()
