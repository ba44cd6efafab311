# Runs a Python handler against Lambda's Runtime API: by AWS's own client where it is installed, else as it would.
import importlib, importlib.util, os, sys

HANDLER = sys.argv[1]
sys.path[0] = os.getcwd()

INLINE = os.environ.pop("SFN_INLINE_CODE", None)
if INLINE is not None:
    # The code is in no file: whoever imports `index` finds it here.
    import importlib.abc, importlib.machinery

    class Inline(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path=None, target=None):
            return importlib.machinery.ModuleSpec(name, self) if name == "index" else None

        def exec_module(self, module):
            exec(compile(INLINE, "index.py", "exec"), module.__dict__)

    sys.meta_path.insert(0, Inline())

if importlib.util.find_spec("awslambdaric") is not None:
    import runpy
    sys.argv = ["awslambdaric", HANDLER]
    runpy.run_module("awslambdaric", run_name="__main__")
    sys.exit(0)

import decimal, json, logging, socket, time, traceback

ADDRESS = os.environ["AWS_LAMBDA_RUNTIME_API"]
BASE = "/2018-06-01/runtime/"
# The runtimes since 3.12 leave letters as they are.
RUNTIME = os.environ.get("AWS_EXECUTION_ENV", "").rpartition("python3.")[2]
ASCII = not (RUNTIME.isdigit() and int(RUNTIME) >= 12)


class Api:
    """One connection, kept open. A request is one packet: http.client makes two of each, and takes longer to read."""

    def __init__(self):
        host, _, port = ADDRESS.rpartition(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = self.socket.makefile("rb")

    def send(self, method, path, body=b"", headers={}):
        lines = ["{} {}{} HTTP/1.1".format(method, BASE, path), "Host: " + ADDRESS]
        lines += ["{}: {}".format(name, value) for name, value in headers.items()]
        lines += ["Content-Length: {}".format(len(body)), "", ""]
        self.socket.sendall("\r\n".join(lines).encode() + body)
        status = self.answers.readline().split()
        if len(status) < 2:
            # Nobody needs this process any more.
            sys.exit(0)
        found = {}
        while True:
            line = self.answers.readline().decode("latin-1").rstrip("\r\n")
            if not line:
                break
            name, _, value = line.partition(":")
            found[name.lower()] = value.strip()
        return int(status[1]), found, self.answers.read(int(found.get("content-length", 0)))


API = Api()


def described(kind, message, frames, request=""):
    stack = traceback.format_list(frames)
    return {"errorMessage": message, "errorType": kind, "requestId": request, "stackTrace": stack}


def own_frames(error):
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if frame.filename != "<string>" and "importlib" not in frame.filename]


def shown(error):
    print("[ERROR] {}: {}".format(error["errorType"], error["errorMessage"]))
    if error["stackTrace"]:
        print("Traceback (most recent call last):\n" + "".join(error["stackTrace"]), end="")
    sys.stdout.flush()


def json_of(value):
    def other(part):
        if isinstance(part, decimal.Decimal):
            return int(part) if part == part.to_integral_value() else float(part)
        raise TypeError("Object of type {} is not JSON serializable".format(type(part).__name__))
    return json.dumps(value, default=other, ensure_ascii=ASCII)


def broken_at_start(kind, message, frames=()):
    error = described(kind, message, list(frames))
    shown(error)
    headers = {"Lambda-Runtime-Function-Error-Type": kind, "Content-Type": "application/json"}
    API.send("POST", "init/error", json_of(error).encode("utf-8"), headers)
    sys.exit(1)


def load():
    try:
        module, name = HANDLER.rsplit(".", 1)
    except ValueError as error:
        broken_at_start("Runtime.MalformedHandlerName", "Bad handler '{}': {}".format(HANDLER, error))
    module = module.replace("/", ".")
    if module in sys.builtin_module_names:
        broken_at_start("Runtime.BuiltInModuleConflict",
                        "Cannot use built-in module {} as a handler module".format(module))
    try:
        found = importlib.import_module(module)
    except ImportError as error:
        broken_at_start("Runtime.ImportModuleError", "Unable to import module '{}': {}".format(module, error),
                        own_frames(error))
    except SyntaxError as error:
        broken_at_start("Runtime.UserCodeSyntaxError", "Syntax error in module '{}': {}".format(module, error))
    except Exception as error:
        broken_at_start(type(error).__name__, str(error), own_frames(error))
    try:
        return getattr(found, name)
    except AttributeError:
        broken_at_start("Runtime.HandlerNotFound", "Handler '{}' missing on module '{}'".format(name, module))


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity, self.client_context = None, None
        self._deadline = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, message):
        print(message)


class Requests(logging.Filter):
    current = ""

    def filter(self, record):
        record.aws_request_id = Requests.current
        return True


def log_to_stdout():
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"))
    handler.addFilter(Requests())
    logging.Formatter.converter = time.gmtime
    logging.getLogger().addHandler(handler)


def answer(handler, event, context):
    try:
        result = handler(json.loads(event), context)
    except Exception as error:
        return False, described(type(error).__name__, str(error), own_frames(error), context.aws_request_id)
    if isinstance(result, bytes):
        return True, result
    try:
        return True, json_of(result)
    except Exception as error:
        message = "Unable to marshal response: {}".format(error)
        return False, described("Runtime.MarshalError", message, [], context.aws_request_id)


log_to_stdout()
handler = load()
while True:
    status, head, event = API.send("GET", "invocation/next")
    if status != 200:
        sys.exit(0)
    context = Context(head)
    Requests.current = context.aws_request_id
    os.environ["_X_AMZN_TRACE_ID"] = head.get("lambda-runtime-trace-id", "")
    is_good, body = answer(handler, event, context)
    if not is_good:
        shown(body)
        body = json_of(body)
    sys.stdout.flush()
    kind = "application/unknown" if isinstance(body, bytes) else "application/json"
    path = "invocation/{}/{}".format(context.aws_request_id, "response" if is_good else "error")
    body = body if isinstance(body, bytes) else body.encode("utf-8")
    taken, _, _ = API.send("POST", path, body, {"Content-Type": kind})
    if taken >= 400:
        sys.exit(1)
