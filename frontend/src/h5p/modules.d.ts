declare module "h5p-standalone/dist/frame.bundle.js";
