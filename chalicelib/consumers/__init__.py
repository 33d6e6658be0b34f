"""Raw Lambda events in, use cases out. SQS consumers get one message at a time and raise to have it again."""
