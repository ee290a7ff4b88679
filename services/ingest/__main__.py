r"""Take pages from scrapers, over HTTP or from files, and write them to Kafka (topic articles.raw).

  python -m services.ingest                      serve HTTP until SIGTERM or Ctrl-C
  python -m services.ingest import PATH...       import files and folders, then end
  python -m services.ingest check PATH...        say of messages whether they are good, then end
  python -m services.ingest key NAME             make an API key for a scraper, then end

Over HTTP (INGEST_HOST:INGEST_PORT, described at /docs), one page or many:

  curl --data-binary @page.html -H 'content-type: text/html' \
       'http://127.0.0.1:8080/v1/articles?url=https://example.org/news/1'
  curl --data-binary @pages.jsonl -H 'content-type: application/x-ndjson' http://127.0.0.1:8080/v1/articles
"""

import argparse
import sys
from typing import Final

import uvloop

from services.ingest.files import checking, importing
from services.ingest.settings import IngestSettings
from services.ingest.web import issuing
from services.runtime import logs
from services.runtime.settings import KafkaSettings, LogSettings, ProbeSettings, load

EPILOG: Final = """\
Kafka is at KAFKA_BOOTSTRAP_SERVERS. Metrics and probes are on METRICS_HOST:METRICS_PORT. Settings are
environment variables, see .env.example.

exit status of serve: 0 stopped as asked; 70 stopped at an error, start it again; 78 a setting is wrong.
"""


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m services.ingest", description=__doc__, epilog=EPILOG, formatter_class=raw
    )
    commands = parser.add_subparsers(dest="command", metavar="serve|import|check|key")
    commands.add_parser("serve", help="serve HTTP (the default)")
    for name, summary, command in (
        ("import", "import files, folders and standard input", importing),
        ("check", "say of messages whether they are good, and why not", checking),
        ("key", "make an API key for a scraper", issuing),
    ):
        command.add_arguments(
            commands.add_parser(
                name,
                help=summary,
                description=command.DESCRIPTION,
                epilog=command.EPILOG,
                formatter_class=raw,
            )
        )
    return parser


def main() -> int:
    """Run the command; the exit status."""
    arguments = _parser().parse_args()
    logs.configure("ingest", load(LogSettings))
    if arguments.command == "import":
        return uvloop.run(importing.run(arguments))
    if arguments.command == "check":
        return uvloop.run(checking.run(arguments))
    if arguments.command == "key":
        return issuing.run(arguments)
    from services.ingest.web.running import serve  # noqa: PLC0415, its framework takes a third of a second

    uvloop.run(serve(load(KafkaSettings), load(ProbeSettings), load(IngestSettings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
