"""Every change of a conversation, one function per thing someone can do."""
