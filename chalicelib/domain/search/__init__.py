"""Finding tickets by what people know of them: words, questions, and what of a ticket counts."""
