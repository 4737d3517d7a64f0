"""H5P packages: checked on the way in, played from our own server in a sandboxed frame, resumed, recorded."""
