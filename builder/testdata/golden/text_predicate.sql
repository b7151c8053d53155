-- postgres
SELECT "books"."title" FROM "books" WHERE (books.sold > $1) AND "books"."price" > $2

-- sqlite
SELECT "books"."title" FROM "books" WHERE (books.sold > ?) AND "books"."price" > ?
