"""How the weights of the picture models were made."""
