"""The face: design system, shell, Hôm nay, PWA. Holds no business rules."""
