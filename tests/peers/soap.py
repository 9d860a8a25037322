"""A SOAP server as a department may have one: spyne behind the HTTP/1.0 server of Python's standard library.

Prints the port it listens on, then one line of JSON for each request that it took.

    soap.py --version 1.1
"""

import argparse
import base64
import hashlib
import json
import logging
from wsgiref.simple_server import WSGIRequestHandler, make_server

from lxml import etree
from spyne import Application, Fault, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11, Soap12
from spyne.server.wsgi import WsgiApplication

NAMESPACE = "http://lienthong.example/qlvb"
EDXML = "{http://www.mic.gov.vn/TBT/QCVN_102_2016}"
PEOPLE = {"H60.31-261120-0007": "Nguyễn Thị Ặ (hư cấu)"}


def say(**line):
    print(json.dumps(line, ensure_ascii=False), flush=True)


class Qlvb(ServiceBase):
    """Takes documents, and answers questions about dossiers."""

    @rpc(Unicode, _returns=Unicode)
    def NhanVanBan(ctx, noiDung):
        document = base64.b64decode(noiDung, validate=True)
        try:
            root = etree.fromstring(document)
        except etree.XMLSyntaxError as error:
            raise Fault("Client", f"không đọc được văn bản: {error}")
        text = lambda name: root.findtext(f".//{EDXML}{name}")
        number = text("CodeNumber")
        if number == "503":
            raise Fault("Server", "cơ sở dữ liệu đang bận")
        if number == "400":
            raise Fault("Client", "số văn bản đã có")
        headers = {key[5:].lower().replace("_", "-"): value for key, value in ctx.transport.req_env.items() if key.startswith("HTTP_LIENTHONG_")}
        say(subject=text("Subject"), number=number, sha256=hashlib.sha256(document).hexdigest(), headers=headers)
        return "thành công" if number != "9" else "thất bại"

    @rpc(Unicode, _returns=Unicode)
    def TraCuu(ctx, maHoSo):
        if maHoSo not in PEOPLE:
            raise Fault("Client.KhongCo", f"không có hồ sơ {maHoSo}")
        say(asked=maHoSo)
        return PEOPLE[maHoSo]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", choices=["1.1", "1.2"], required=True)
    protocol = Soap11 if parser.parse_args().version == "1.1" else Soap12
    logging.disable(logging.CRITICAL)
    application = Application([Qlvb], NAMESPACE, in_protocol=protocol(validator="lxml"), out_protocol=protocol())
    server = make_server("localhost", 0, WsgiApplication(application), handler_class=Quiet)
    say(port=server.server_port)
    server.serve_forever()
