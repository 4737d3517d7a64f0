import "../marking/mark-desk";
