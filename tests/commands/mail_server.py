"""A mail server for the tests: keeps every mail it takes as a file, until its standard input ends.

mail_server.py FOLDER PORT [--starttls|--implicit CERT KEY] [--login USER PASSWORD] [--answer TEXT] [--hold]

PORT 0 takes a free one; the port is printed on the first line. --answer is what every mail is answered instead of being
taken ("550 no such user"). --hold takes a mail, makes the file FOLDER/taken, and answers only when it is gone.
"""

import argparse
import asyncio
import os
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

asked = argparse.ArgumentParser()
asked.add_argument("folder")
asked.add_argument("port", type=int)
asked.add_argument("--starttls", nargs=2)
asked.add_argument("--implicit", nargs=2)
asked.add_argument("--login", nargs=2)
asked.add_argument("--answer")
asked.add_argument("--hold", action="store_true")
asked = asked.parse_args()


class Handler:
    def __init__(self):
        self.count = len([name for name in os.listdir(asked.folder) if name.endswith(".eml")])

    async def handle_DATA(self, server, session, envelope):
        if asked.answer:
            return asked.answer
        self.count += 1
        path = os.path.join(asked.folder, f"{self.count}.eml")
        with open(path + ".part", "wb") as file:
            file.write(envelope.original_content)
        os.rename(path + ".part", path)
        taken = os.path.join(asked.folder, "taken")
        if asked.hold:
            open(taken, "w").close()
            while os.path.exists(taken):
                await asyncio.sleep(0.01)
        return "250 taken"


def login(server, session, envelope, mechanism, data):
    wanted = tuple(word.encode() for word in asked.login)
    # Not handled: the server itself answers a wrong login.
    return AuthResult(success=(data.login, data.password) == wanted, handled=False)


def context(files):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*files)
    return made


options = {}
if asked.starttls:
    options.update(tls_context=context(asked.starttls), require_starttls=True)
if asked.implicit:
    options.update(ssl_context=context(asked.implicit))
if asked.login:
    options.update(authenticator=login, auth_required=True, auth_require_tls=bool(asked.starttls))


class Free(Controller):
    """Asks the server itself for its port, so that a free one can be taken."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


controller = Free(Handler(), hostname="127.0.0.1", port=asked.port, **options)
controller.start()
print(controller.port, flush=True)
sys.stdin.read()
os._exit(0)
