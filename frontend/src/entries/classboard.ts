import "../board/class-board";
import "../board/seat-plan";
