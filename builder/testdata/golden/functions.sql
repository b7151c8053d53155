-- postgres
SELECT coalesce("authors"."born", $1), coalesce("authors"."born", $2), lower("authors"."name"), length("authors"."name"), now() FROM "authors"

-- sqlite
SELECT coalesce("authors"."born", ?), coalesce("authors"."born", ?), lower("authors"."name"), length("authors"."name"), rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') FROM "authors"
