import inner from "../h5p/inner.ts?worker&url";
import css from "h5p-standalone/dist/styles/h5p.css?raw";
const core = import.meta.glob("/node_modules/h5p-standalone/dist/{fonts/h5p-*.woff2,images/*}", { query: "?url", import: "default", eager: true });
console.log(inner, core, css.length);
