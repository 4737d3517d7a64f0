import "../papers/blueprint-grid";
import "../papers/paper-order";
