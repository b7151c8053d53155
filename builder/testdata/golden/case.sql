-- postgres
SELECT "books"."title", CASE WHEN "books"."sold" > $1 THEN CAST($2 AS text) WHEN sold = $3 THEN CAST($4 AS text) WHEN "books"."price" > $5 THEN upper("books"."title") ELSE CAST($6 AS text) END AS "verdict" FROM "books"

-- sqlite
SELECT "books"."title", CASE WHEN "books"."sold" > ? THEN ? WHEN sold = ? THEN ? WHEN "books"."price" > ? THEN upper("books"."title") ELSE ? END AS "verdict" FROM "books"
