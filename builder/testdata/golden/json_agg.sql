-- postgres
SELECT "authors"."name", jsonb_agg(jsonb_build_object(CAST($1 AS text), "books"."title", CAST($2 AS text), "books"."sold", CAST($3 AS text), CAST($4 AS boolean)) ORDER BY "books"."title") FILTER (WHERE "books"."sold" > $5) FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" GROUP BY "authors"."id", "authors"."name"

-- sqlite
SELECT "authors"."name", json(nullif(json_group_array(json(json_object(?, "books"."title", ?, "books"."sold", ?, json(CASE ? WHEN 1 THEN 'true' WHEN 0 THEN 'false' END))) ORDER BY "books"."title") FILTER (WHERE "books"."sold" > ?), '[]')) FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" GROUP BY "authors"."id", "authors"."name"
