"""With real receivers: a webhook and a mail server."""
