-- postgres
SELECT array_agg("books"."title") FILTER (WHERE "books"."sold" > $1) OVER (PARTITION BY "books"."author_id") FROM "books"

-- sqlite
SELECT json(nullif(json_group_array("books"."title") FILTER (WHERE "books"."sold" > ?) OVER (PARTITION BY "books"."author_id"), '[]')) FROM "books"
