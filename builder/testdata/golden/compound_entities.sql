-- postgres
SELECT "genres"."id", "genres"."label" FROM "genres" WHERE "genres"."id" = $1 UNION ALL SELECT "genres"."id", "genres"."label" FROM "genres" WHERE "genres"."id" = $2 ORDER BY "label" ASC

-- sqlite
SELECT "genres"."id", "genres"."label" FROM "genres" WHERE "genres"."id" = ? UNION ALL SELECT "genres"."id", "genres"."label" FROM "genres" WHERE "genres"."id" = ? ORDER BY "label" ASC
