"""The store over HTTP, under `/xapi/`: requests in, one service or selector called, answers out."""
