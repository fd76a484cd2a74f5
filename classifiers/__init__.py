"""Judging drafts: a draft in, a verdict out."""

import os

# Read by libgomp when PyTorch is loaded. Threads that spin between the parallel parts take the cores from the
# bot: on two busy cores a training step took 8.0 s with spinning threads and 3.1 s with sleeping ones.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
