import "../courses/outline-editor";
import "../courses/pick-all";
