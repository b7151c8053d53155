-- postgres
SELECT "authors"."doc" -> $1 ->> $2, "authors"."doc" -> $3 ->> CAST($4 AS integer), "authors"."doc" -> $5, "authors"."doc" #>> '{}' FROM "authors" WHERE ("authors"."doc" -> $6 ->> $7) = $8

-- sqlite
SELECT CAST("authors"."doc" -> ('$.' || json_quote(?)) ->> ('$.' || json_quote(?)) AS text), CAST("authors"."doc" -> ('$.' || json_quote(?)) ->> ? AS text), "authors"."doc" -> ('$.' || json_quote(?)), CAST("authors"."doc" ->> '$' AS text) FROM "authors" WHERE (CAST("authors"."doc" -> ('$.' || json_quote(?)) ->> ('$.' || json_quote(?)) AS text)) = ?
