-- postgres
SELECT "authors"."name" FROM "authors" WHERE ("authors"."doc" ? $1) AND ("authors"."doc" -> $2) IS NOT NULL

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE (CASE WHEN "authors"."doc" IS NOT NULL THEN json_type("authors"."doc", '$.' || json_quote(?)) IS NOT NULL END) AND ("authors"."doc" -> ('$.' || json_quote(?))) IS NOT NULL
