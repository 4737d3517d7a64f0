import { startHtmx } from "../controllers/htmx";

startHtmx();
