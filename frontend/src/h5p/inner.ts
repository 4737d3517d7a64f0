// The script of the sandbox: stand-ins for what an opaque origin lacks, the H5P core, the player. In this order.
import "./shims";
import "h5p-standalone/dist/frame.bundle.js";
import "./player";
