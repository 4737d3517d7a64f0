"""Printed products as files: PDF, Word, Excel. No Django here: HTML and plain data in, bytes out."""
