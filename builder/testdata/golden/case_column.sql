-- postgres
SELECT "books"."title" FROM "books" ORDER BY CASE WHEN "books"."title" = $1 THEN CAST($2 AS bigint) ELSE "books"."sold" END ASC

-- sqlite
SELECT "books"."title" FROM "books" ORDER BY CASE WHEN "books"."title" = ? THEN ? ELSE "books"."sold" END ASC
