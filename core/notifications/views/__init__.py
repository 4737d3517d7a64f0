"""Pages of notifications: the inbox, what people choose."""
