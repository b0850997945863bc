"""The words, facts and rules of skin care. Depends on no other package of the project."""
