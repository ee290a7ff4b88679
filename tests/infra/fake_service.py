"""A service for tests of the supervisor: answers 200 on a port; with children or deaf on request."""

import argparse
import http.server
import signal
import subprocess
import sys


class Answer(http.server.BaseHTTPRequestHandler):
    """Says 200 to everything, and nothing to the log."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


def main() -> None:
    """Serve until SIGTERM, or until SIGKILL when deaf."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--deaf", action="store_true")
    parser.add_argument("--child", action="store_true")
    parser.add_argument("--daemon", action="store_true", help="a child that leaves the session")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.SIG_IGN if arguments.deaf else lambda *_: sys.exit(0))
    if arguments.child or arguments.daemon:
        idle = (sys.executable, "-c", "import time; time.sleep(600)")
        subprocess.Popen(idle, start_new_session=arguments.daemon)
    http.server.HTTPServer(("127.0.0.1", arguments.port), Answer).serve_forever()


if __name__ == "__main__":
    main()
