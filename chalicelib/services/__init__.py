"""Use cases: one module per verb family. Each begins with who may do it and ends in one transaction."""
