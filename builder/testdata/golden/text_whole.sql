-- postgres
SELECT * FROM books WHERE price > $1 AND title <> ':least'

-- sqlite
SELECT * FROM books WHERE price > ? AND title <> ':least'
