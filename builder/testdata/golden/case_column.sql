-- postgres
SELECT "books"."title" FROM "books" ORDER BY CASE WHEN "books"."title" = $1 THEN $2 ELSE "books"."sold" END ASC

-- sqlite
SELECT "books"."title" FROM "books" ORDER BY CASE WHEN "books"."title" = ? THEN ? ELSE "books"."sold" END ASC
