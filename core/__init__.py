"""The shared kernel: people, organisations, access, audit, events, jobs, notifications, ports."""
