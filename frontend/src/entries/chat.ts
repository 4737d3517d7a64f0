import "../chat/chat-log";
