import "../controllers/list-filter";
import "../feed/beside";
import "../feed/comment-list";
import "../feed/compose";
import "../feed/post-list";
import "../feed/polls";
import "../feed/receipts";
