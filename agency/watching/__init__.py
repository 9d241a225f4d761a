"""How the installation is doing: what it depends on, what it must do, and what nobody may wait for too long."""
