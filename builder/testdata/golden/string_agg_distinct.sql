-- postgres
SELECT string_agg(DISTINCT "books"."title", $1 ORDER BY "books"."title") FROM "books"

-- sqlite
-- no string_agg(DISTINCT ...) of several expressions
