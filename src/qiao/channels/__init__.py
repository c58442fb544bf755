"""The ways customers reach us, one folder a channel. A channel turns what arrived into `conversations.receive`."""
