-- postgres
(SELECT name FROM authors WHERE born = $1) UNION SELECT "books"."title" FROM "books" WHERE "books"."price" < $2

-- sqlite
SELECT * FROM (SELECT name FROM authors WHERE born = ?) UNION SELECT "books"."title" FROM "books" WHERE "books"."price" < ?
