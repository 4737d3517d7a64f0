import "../h5p/element";
