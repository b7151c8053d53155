-- postgres
SELECT "authors"."name", born + $1 FROM "authors" WHERE name IN ($2,$3) AND (born > $4 OR "authors"."name" = $5) ORDER BY born % $6

-- sqlite
SELECT "authors"."name", born + ? FROM "authors" WHERE name IN (?,?) AND (born > ? OR "authors"."name" = ?) ORDER BY born % ?
