"""The weekly summary as a document and as sheets: facts of measures.weekly in the reader's words.

Issue (facts, edition, notes, scope) -> document | sheets | data -> files in the formats asked for (made)
"""
