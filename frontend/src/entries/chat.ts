import "../chat/chat-composer";
import "../chat/chat-list";
import "../chat/chat-log";
import "../chat/voice-note";
