"""Verifies what the gateway has signed with libraries that know nothing of it: a receipt, and a checkpoint.

usage: verify.py receipt JWKS_FILE RECEIPT_FILE | verify.py checkpoint KEY_FILE CHECKPOINT_FILE
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def receipt(keys, token):
    """RFC 7515 with the published RFC 7517 key set."""
    token = token.strip()
    found = jwt.PyJWKSet.from_json(keys)[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, found, algorithms=["ES256"], options={"verify_aud": False})
    head, body, signature = token.split(".")
    other = body[:-2] + ("A" if body[-2] != "A" else "B") + body[-1]
    try:
        jwt.decode(f"{head}.{other}.{signature}", found, algorithms=["ES256"], options={"verify_aud": False})
        changed = "taken"
    except jwt.InvalidSignatureError:
        changed = "refused"
    return {"claims": claims, "header": jwt.get_unverified_header(token), "changed": changed}


def checkpoint(verifier_key, note):
    """C2SP signed-note and tlog-checkpoint."""
    name, key_id, key = verifier_key.strip().split("+", 2)
    key = base64.b64decode(key)
    assert key[0] == 1, "not an Ed25519 key"
    assert hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id, "the key id is of another key"
    text, signatures = note.split("\n\n", 1)
    text += "\n"
    lines = [line.split(" ") for line in signatures.splitlines()]
    [mine] = [line for line in lines if line[0] == "\u2014" and line[1] == name]
    signature = base64.b64decode(mine[2])
    assert signature[:4].hex() == key_id, "signed with another key"
    public = Ed25519PublicKey.from_public_bytes(key[1:])
    public.verify(signature[4:], text.encode())
    origin, size, root = text.splitlines()[:3]
    try:
        public.verify(signature[4:], text.replace(f"\n{size}\n", f"\n{int(size) + 1}\n").encode())
        changed = "taken"
    except InvalidSignature:
        changed = "refused"
    return {"origin": origin, "size": int(size), "root": base64.b64decode(root).hex(), "changed": changed}


what, first, second = sys.argv[1:]
first, second = Path(first).read_text(), Path(second).read_text()
print(json.dumps({"receipt": receipt, "checkpoint": checkpoint}[what](first, second)))
