# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for a WeCom group robot on this machine, holding messages to what is published of the real one
(developer.work.weixin.qq.com, 群机器人配置说明): POST with ?key=, {"msgtype":"text","text":{"content","mentioned_list"?}},
content of 1 to 2048 bytes of UTF-8, 20 messages in any minute, more are answered with errcode 45009. It keeps all it got."""
import http.server
import json
import socket
import ssl
import threading
import time

KEY = '693a91f6-7aac-4bc4-97a0-0ec2sifa5aaa'
PATH = '/cgi-bin/webhook/send?key=' + KEY


def judge(body, path, recent):
    """errcode of a message, as the robot would give it."""
    if path != PATH:
        return 93000
    try:
        message = json.loads(body.decode('utf-8', 'strict'))
    except ValueError:
        return 47001
    if not isinstance(message, dict) or message.get('msgtype') != 'text' or set(message) != {'msgtype', 'text'}:
        return 40008
    text = message['text']
    if not isinstance(text, dict) or not set(text) <= {'content', 'mentioned_list', 'mentioned_mobile_list'}:
        return 40058
    content = text.get('content')
    if not isinstance(content, str) or not content:
        return 44004
    if len(content.encode()) > 2048:
        return 45002
    named = text.get('mentioned_list', [])
    if not isinstance(named, list) or not all(isinstance(n, str) and n for n in named):
        return 40058
    return 45009 if recent >= 20 else 0


class Robot:
    def __init__(self, port=0, certificate=None):
        self.got, self.refused, self.codes, self.lock = [], [], [], threading.Lock()
        self.say = None                    # answer of the next requests instead of a judgement: errcode, or 'drop', 'slow', 'http'
        self.start(port, certificate)

    def start(self, port, certificate=None):
        robot = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
                code = robot.take(body, self.path, self.headers.get('Content-Type', ''))
                if code is None:
                    self.close_connection = True
                    return
                answer = json.dumps({'errcode': code, 'errmsg': 'ok' if code == 0 else 'refused'}).encode()
                try:
                    self.send_response(500 if code == 'http' else 200)
                    self.send_header('Content-Type', 'application/json; charset=UTF-8')
                    self.send_header('Content-Length', str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

        self.server = Server(('127.0.0.1', port), Handler)
        self.port = self.server.server_port
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = '%s://127.0.0.1:%d%s' % ('https' if certificate else 'http', self.port, PATH)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def take(self, body, path, content_type):
        now = time.monotonic()
        with self.lock:
            say = self.say
            recent = sum(1 for at, _ in self.got if now - at < 60)
            if say == 'drop':                       # it arrived, and the answer is lost
                self.got.append((now, body))
                return None
            code = say if say is not None else 47001 if not content_type.startswith('application/json') else judge(body, path, recent)
            (self.got if code == 0 else self.refused).append((now, body))
            self.codes.append(code)
            return code

    # what came, for tests
    def texts(self):
        with self.lock:
            return [json.loads(body)['text']['content'] for _, body in self.got]

    def times(self):
        with self.lock:
            return [at for at, _ in self.got]

    def bodies(self):
        with self.lock:
            return [body for _, body in self.got + self.refused]
