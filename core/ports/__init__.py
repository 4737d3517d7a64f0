"""Ports: what the platform needs from outside (live messages, files, request context), with their adapters."""
