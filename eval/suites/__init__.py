"""One module a suite: each exports SUITE and is found without being registered."""
