"""A model hub on 127.0.0.1 that answers as the real one does, or badly as told."""

import hashlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "c" * 40
_RANGE = re.compile(r"bytes=(\d+)-")


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that hangs up in the middle is nothing to report."""


class FakeHub:
    """Serves `files` (path in the repository -> bytes) of one repository; a context manager.

    What it does wrong: `sent` (path -> the bytes that really come), `cuts` (at how many bytes each of
    the next answers ends, without a word), `takes_ranges`, `status` (of every answer, where not 0).
    `asked` holds (method, path, Range header) of every request for content.
    """

    def __init__(self, repository, files):
        self.repository = repository
        self.files = dict(files)
        self.sent = {}
        self.cuts = []
        self.takes_ranges = True
        self.status = 0
        self.asked = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))

    @property
    def address(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def content_address(self):
        """Of the machine that holds large files: to a client, another host."""
        return f"http://localhost:{self._server.server_port}/content"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self._server.shutdown()
        self._server.server_close()

    def ranges(self, path):
        """The Range headers with which a file's content was asked for."""
        return [asked for asked_path, asked in self.asked if asked_path == path]


def _handler(hub):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self):
            self._answer(with_content=False)

        def do_GET(self):
            self._answer(with_content=True)

        def log_message(self, *_arguments):
            pass

        def _answer(self, *, with_content):
            start = f"/{hub.repository}/resolve/"
            if hub.status:
                return self._head(hub.status, {})
            if self.path.startswith("/content/"):
                return self._content(self.path.removeprefix("/content/"))
            if not self.path.startswith(start):
                return self._head(404, {"X-Error-Code": "RepoNotFound"})
            revision, _, path = self.path.removeprefix(start).partition("/")
            if revision not in (COMMIT, "main"):
                return self._head(404, {"X-Error-Code": "RevisionNotFound"})
            if path not in hub.files:
                return self._head(404, {"X-Error-Code": "EntryNotFound"})
            return self._small_or_large(path, with_content)

        def _small_or_large(self, path, with_content):
            content = hub.files[path]
            if path.endswith(".safetensors"):
                linked = {"X-Linked-Size": len(content), "X-Linked-Etag": f'"{_sha256(content)}"'}
                location = {"Location": f"{hub.content_address}/{path}"}
                return self._head(302, {"X-Repo-Commit": COMMIT, **linked, **location})
            if with_content:
                return self._content(path)
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            return self._head(200, {"X-Repo-Commit": COMMIT, "ETag": f'"{blob}"'}, len(content))

        def _content(self, path):
            content = hub.sent.get(path, hub.files[path])
            wanted = self.headers.get("Range", "")
            hub.asked.append((path, wanted))
            first = int(_RANGE.fullmatch(wanted)[1]) if wanted and hub.takes_ranges else 0
            if first and first >= len(content):
                return self._head(416, {})
            self._head(206 if first else 200, {}, len(content) - first)
            end = first + hub.cuts.pop(0) if hub.cuts and path.endswith(".safetensors") else len(content)
            self.wfile.write(content[first:end])
            self.close_connection = end < len(content)
            return None

        def _head(self, status, headers, length=0):
            self.send_response(status)
            for name, value in {**headers, "Content-Length": length}.items():
                self.send_header(name, str(value))
            self.end_headers()

    return Handler


def _sha256(content):
    return hashlib.sha256(content).hexdigest()
