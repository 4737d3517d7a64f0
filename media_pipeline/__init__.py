"""From upload to playable. Empty until the issue that brings transcoding; lessons keep their files through `core.ports.storage`."""
