"""Watched chats: who is treated how, what is reported, told and deleted."""
