"""Pages and endpoints of H5P: the store, the chooser, the frame and its files, what devices send."""
