import "../courses/rich-text";
