import "h5p-standalone/dist/frame.bundle.js";
console.log("inner");
