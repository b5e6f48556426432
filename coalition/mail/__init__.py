"""mail: the outbox: written in the transaction, sent by the queue."""
