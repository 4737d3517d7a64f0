import "../feed/polls";
import "../feed/receipts";
