"""Writes of the record store, one verb each."""

from .credentials import create_credential, revoke_credential
from .documents import delete_document, delete_documents, merge_document, put_document
from .queue import move_drafts, queue_statements
from .store import store_statements

__all__ = [
    "create_credential",
    "delete_document",
    "delete_documents",
    "merge_document",
    "move_drafts",
    "put_document",
    "queue_statements",
    "revoke_credential",
    "store_statements",
]
