#!/usr/bin/env bash
# awslambdaric 4.2.2 (PyPI), seen 2026-11-30.
#
# What a handler returns is not always JSON when the runtime posts it: float("nan") is posted as the bare word NaN and
# bytes as they are, with the content type application/unknown, both as successful responses. Decimal("1.10"), which
# Python's json refuses, is posted as the number 1.10 with its zero. Of an exception the log gets one line: its parts
# are joined by carriage returns, and the indentation is made of no-break spaces, so a search for '  File' finds none.
#
# Seen: response application/json {"a": NaN} | response application/unknown xyz | response application/json {"a": 1.10}
#       log [ERROR] ValueError: no<CR>Traceback (most recent call last):<CR><NBSP><NBSP>File
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv v && v/bin/pip install -q --disable-pip-version-check awslambdaric==4.2.2
cat >h.py <<'PY'
import decimal
def nan(event, context):
    return {"a": float("nan")}
def raw(event, context):
    return b"xyz"
def exact(event, context):
    return {"a": decimal.Decimal("1.10")}
def fails(event, context):
    raise ValueError("no")
PY
cat >t.py <<'PY'
import http.server, os, queue, subprocess, sys, threading, time
def invoke(handler):
    posted = queue.Queue()
    class Api(http.server.BaseHTTPRequestHandler):
        def log_message(self, *words):
            pass
        def do_GET(self):
            if not posted.empty() or Api.asked:
                time.sleep(60)
            Api.asked = True
            body, deadline = b"{}", str(int(time.time() * 1000) + 3000)
            self.send_response(200)
            for name, value in {"Lambda-Runtime-Aws-Request-Id": "r", "Lambda-Runtime-Deadline-Ms": deadline,
                                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:f",
                                "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            posted.put((self.path.rsplit("/", 1)[1], self.headers["Content-Type"], body))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()
    Api.asked = False
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = {**os.environ, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_address[1]}"}
    runtime = subprocess.Popen([sys.executable, "-m", "awslambdaric", "h." + handler], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    answer = posted.get(timeout=30)
    time.sleep(0.3)
    runtime.kill()
    return answer, runtime.communicate()[0].decode()
print(" | ".join(" ".join(invoke(handler)[0]) for handler in ["nan", "raw", "exact"]))
log = invoke("fails")[1]
print("log", log.split("File")[0].replace("\r", "<CR>").replace("\u00a0", "<NBSP>") + "File")
PY
seen=$(v/bin/python t.py)
echo "$seen"
[ "$seen" = 'response application/json {"a": NaN} | response application/unknown xyz | response application/json {"a": 1.10}
log [ERROR] ValueError: no<CR>Traceback (most recent call last):<CR><NBSP><NBSP>File' ]
