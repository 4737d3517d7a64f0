import "../controllers/list-filter";
