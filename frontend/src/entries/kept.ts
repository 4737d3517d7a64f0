import "../controllers/kept-list";
