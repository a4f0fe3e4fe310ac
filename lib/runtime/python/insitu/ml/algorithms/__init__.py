"""One module a library: fit, predict, importance, save and load behind the same few functions."""
