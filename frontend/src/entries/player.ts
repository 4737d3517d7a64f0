import "../player/calculator";
import "../player/test-player";
