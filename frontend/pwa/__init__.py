"""Installable shell: web app manifest, service worker, offline page."""
