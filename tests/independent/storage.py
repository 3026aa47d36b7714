"""Places for files that are not ours: a WebDAV server (wsgidav behind cheroot) and an S3 server (moto).

    python3 storage.py webdav FOLDER     the folder, written by "mei"/"lantern", read by anybody below /public
    python3 storage.py s3                moto; made with a bucket "sealed"

Prints the address, and serves until standard input ends.
"""

import contextlib
import logging
import os
import sys
import threading

# Brought in beside the tests, never into the computer's Python (see `cargo xtask`).
sys.path.insert(0, os.environ.get("KINFOLIO_STORAGE") or os.path.join(os.path.dirname(os.path.abspath(__file__)), ".storage"))


def webdav(folder):
    from cheroot import wsgi
    from wsgidav.wsgidav_app import WsgiDAVApp

    users = {"mei": {"password": "lantern"}}
    app = WsgiDAVApp({
        "provider_mapping": {"/dav": folder, "/public": {"root": folder, "readonly": True}},
        "simple_dc": {"user_mapping": {"/dav": users, "/public": True}},
        "http_authenticator": {"domain_controller": None, "accept_basic": True, "accept_digest": False, "default_to_digest": False},
        "logging": {"enable": False, "enable_loggers": []},
        "verbose": 0,
    })
    server = wsgi.Server(("127.0.0.1", 0), app)
    server.prepare()
    threading.Thread(target=server.serve, daemon=True).start()
    return "http://127.0.0.1:%d" % server.bind_addr[1]


def s3():
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    address = "http://%s:%d" % server.get_host_and_port()
    boto3.client("s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="AKIDMEI",
                 aws_secret_access_key="lantern-secret").create_bucket(Bucket="sealed")
    return address


logging.getLogger("werkzeug").setLevel(logging.ERROR)
with contextlib.redirect_stdout(sys.stderr):
    address = webdav(sys.argv[2]) if sys.argv[1] == "webdav" else s3()
print(address, flush=True)
sys.stdin.read()
