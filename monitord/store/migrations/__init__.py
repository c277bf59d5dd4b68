"""How an older database becomes today's: run by `monitord.store.store` at each start."""
