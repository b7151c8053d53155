-- postgres
SELECT array_agg("books"."title" ORDER BY "books"."sold" DESC, "books"."title"), array_agg("books"."title" ORDER BY "books"."sold" DESC, "books"."title") FILTER (WHERE "books"."sold" > $1), array_agg(DISTINCT "books"."sold") FROM "books"

-- sqlite
SELECT json(nullif(json_group_array("books"."title" ORDER BY "books"."sold" DESC, "books"."title"), '[]')), json(nullif(json_group_array("books"."title" ORDER BY "books"."sold" DESC, "books"."title") FILTER (WHERE "books"."sold" > ?), '[]')), json(nullif(json_group_array(DISTINCT "books"."sold"), '[]')) FROM "books"
