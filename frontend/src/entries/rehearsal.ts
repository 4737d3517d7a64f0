import "../player/device-check";
