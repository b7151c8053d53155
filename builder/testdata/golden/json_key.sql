-- postgres
SELECT "authors"."name" FROM "authors" WHERE ("authors"."doc" ? $1) AND ("authors"."doc" -> $2) IS NOT NULL

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE (json_type("authors"."doc", '$.' || json_quote(?)) IS NOT NULL) AND ("authors"."doc" -> ('$.' || json_quote(?))) IS NOT NULL
