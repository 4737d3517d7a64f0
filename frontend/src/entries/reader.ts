import "../reader/lesson-reader";
