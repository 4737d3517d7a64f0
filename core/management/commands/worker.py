"""`manage.py worker`: a job worker of its own, for the scaled-out stack."""

import signal
import threading

from django.core.management.base import BaseCommand

from core.jobs.services import enqueue_periodic, run_due, wake_up, work


class Command(BaseCommand):
    help = "Runs jobs of the given queues until it is told to stop (SIGTERM: finishes the job in hand)."

    def add_arguments(self, parser):
        parser.add_argument("--queues", default="", help="comma separated; empty means all")
        parser.add_argument("--once", action="store_true", help="run what is due and end")

    def handle(self, *args, **options):
        queues = [queue for queue in options["queues"].split(",") if queue] or None
        if options["once"]:
            enqueue_periodic()
            self.stdout.write(str(run_due(queues=queues)))
            return
        stop = threading.Event()

        def end(*_):
            stop.set()
            wake_up.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        work(queues=queues, stop=stop, poll_seconds=0.5)
