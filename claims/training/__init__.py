"""How the shipped attribution model was made; never imported at run time."""
