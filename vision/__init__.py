"""Photos in, visible signs out: decoding and quality gate, calibrated findings, training."""
