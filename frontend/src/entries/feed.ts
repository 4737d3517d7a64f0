import "../feed/receipts";
