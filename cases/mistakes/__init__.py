"""When we were wrong: whom a wrong text, figure, program or day touched, what is too much, and what has to be done."""
