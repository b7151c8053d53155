-- postgres
SELECT "authors"."name" FROM "authors" WHERE ("authors"."name" ~ $1) AND ("authors"."name" !~ $2) AND ("authors"."name" ~* $3) AND ("authors"."name" !~* $4)

-- sqlite
-- no ~, a regular expression
