-- postgres
SELECT percentile_cont($1) WITHIN GROUP (ORDER BY "books"."price" ASC), mode() WITHIN GROUP (ORDER BY "books"."sold" DESC) FILTER (WHERE "books"."price" > $2) FROM "books"

-- sqlite
-- no WITHIN GROUP
