"""The record of a document in the words of others: its facts once, its formats, when it changed."""
